internal import SweepModel

/// One parameter's definition: the distribution that is written or meant, and whether its numbers make sense.
struct DistributionReader {
    let section: Section
    let valuesMax: Int

    static let keys = [
        "distribution", "value", "values", "probabilities", "min", "max", "q", "mu", "sigma", "a", "b", "parameters",
    ]

    /// W&B's names that have a meaning here.
    enum Kind: String, CaseIterable {
        case constant
        case categorical
        case weighted = "categorical_w_probabilities"
        case intUniform = "int_uniform"
        case uniform
        case logUniformValues = "log_uniform_values"
        case qUniform = "q_uniform"

        var keys: [String] {
            switch self {
            case .constant: ["value"]
            case .categorical: ["values"]
            case .weighted: ["values", "probabilities"]
            case .intUniform, .uniform, .logUniformValues: ["min", "max"]
            case .qUniform: ["min", "max", "q"]
            }
        }
    }

    /// W&B's names that are not built yet.
    private static let later = [
        "normal", "q_normal", "log_normal", "q_log_normal", "beta", "q_beta", "log_uniform", "q_log_uniform",
        "inv_log_uniform", "q_log_uniform_values", "inv_log_uniform_values",
    ]

    func read() -> Distribution? {
        guard let kind = section.has("distribution") ? written() : inferred() else { return nil }
        let needed = kind.keys.filter { $0 != "q" }
        let missing = needed.filter { !section.has($0) }
        guard missing.isEmpty else {
            let list = missing.map(quoted).joined(separator: " and ")
            error("\(quoted(section.path)) lacks \(list) for '\(kind.rawValue)'")
            return nil
        }
        for name in Self.keys where section.has(name) && name != "distribution" && !kind.keys.contains(name) {
            reject(name, kind)
        }
        return distribution(kind)
    }

    private func error(_ message: String, hint: String? = nil) { log.error(section.place, message, hint: hint) }
    private var log: FaultLog { section.log }

    private func reject(_ name: String, _ kind: Kind) {
        let hint =
            kind == .categorical && name == "probabilities"
            ? "leave 'distribution' out, or write 'categorical_w_probabilities'" : nil
        let place = section.entry(name)?.place ?? section.place
        log.error(place, "\(quoted(section.key(name))) has no meaning for '\(kind.rawValue)'", hint: hint)
    }

    private func written() -> Kind? {
        guard let element = section["distribution"] else { return nil }
        if let text = element.text, Self.later.contains(text) {
            log.error(element.place, "the distribution '\(text)' is not supported yet")
            return nil
        }
        return section.choice("distribution", Kind.self)
    }

    /// As W&B infers: the first form that fits.
    private func inferred() -> Kind? {
        if section.has("values") { return section.has("probabilities") ? .weighted : .categorical }
        if section.has("value") { return .constant }
        if section.has("q") {
            error("\(quoted(section.path)) has 'q' but no distribution", hint: "add 'distribution: q_uniform'")
            return nil
        }
        if section.has("min"), section.has("max") { return areIntegers ? .intUniform : .uniform }
        let hint =
            section.has("min") || section.has("max")
            ? "give both 'min' and 'max'" : "give 'values', 'value', or 'min' and 'max'"
        error("\(quoted(section.path)) says nothing about its values", hint: hint)
        return nil
    }

    /// Whether both bounds are written as integers.
    private var areIntegers: Bool {
        ["min", "max"].allSatisfy { name in
            guard case .scalar(let value, _)? = section[name]?.content else { return false }
            if case .string(let text) = value, case .int = PlainScalar(text).value { return true }
            if case .int = value { return true }
            return false
        }
    }

    private func distribution(_ kind: Kind) -> Distribution? {
        switch kind {
        case .constant: section["value"].flatMap(finite).map(Distribution.constant)
        case .categorical: values().map(Distribution.categorical)
        case .weighted: weighted()
        case .intUniform: integers()
        case .uniform: bounds().map { Distribution.uniform(min: $0.min, max: $0.max) }
        case .logUniformValues: logUniform()
        case .qUniform: quantised()
        }
    }
}

extension DistributionReader {
    private func values() -> [JSONValue]? {
        guard let element = section["values"] else { return nil }
        guard let items = element.items, !items.isEmpty else {
            section.expected("values", "a list of at least one value", got: element)
            return nil
        }
        guard items.count <= valuesMax else {
            log.error(
                element.place,
                "expected \(quoted(section.key("values"))) to hold at most \(valuesMax) items, got: \(items.count)")
            return nil
        }
        let values = items.compactMap(finite)
        return values.count == items.count ? values : nil
    }

    /// The element's value, if it holds no NaN or infinity: those have no exact form in JSON.
    private func finite(_ element: Element) -> JSONValue? {
        switch element.content {
        case .scalar(.double(let number), let text) where !number.isFinite:
            let word = PythonText.str(.double(number))
            log.error(
                element.place, "expected the values of \(quoted(section.path)) to be finite, got: \(quoted(text))",
                hint: "the text '\(word)', in quotes, reaches the program as the same argument")
            return nil
        case .sequence(let items): return items.compactMap(finite).count == items.count ? element.json : nil
        case .mapping(let entries):
            return entries.compactMap { finite($0.value) }.count == entries.count ? element.json : nil
        case .scalar: return element.json
        }
    }

    private func weighted() -> Distribution? {
        guard let values = values(), let element = section["probabilities"] else { return nil }
        guard let items = element.items else {
            section.expected("probabilities", "a list of numbers", got: element)
            return nil
        }
        let numbers = items.compactMap(\.json.doubleValue).filter { $0 >= 0 && $0.isFinite }
        guard numbers.count == items.count else {
            let bad = items.first { !($0.json.doubleValue.map { $0 >= 0 && $0.isFinite } ?? false) } ?? element
            section.expected("probabilities", "numbers of at least 0", got: bad)
            return nil
        }
        guard numbers.count == values.count else {
            log.error(
                element.place,
                "expected \(quoted(section.key("probabilities"))) to hold \(values.count) numbers, one"
                    + " for each value, got: \(numbers.count)")
            return nil
        }
        let sum = numbers.reduce(0, +)
        // numpy's isclose, which W&B uses.
        guard abs(sum - 1) <= 1e-8 + 1e-5 else {
            log.error(element.place, "expected \(quoted(section.key("probabilities"))) to add up to 1, got: \(sum)")
            return nil
        }
        return .weighted(values, probabilities: numbers)
    }

    private func integers() -> Distribution? {
        let bounds = ["min", "max"].map { name -> Int64? in
            guard let value = section.number(name) else { return nil }
            if case .int(let number) = value { return number }
            if let element = section[name] {
                section.expected(name, "an integer, as 'int_uniform' needs", got: element)
            }
            return nil
        }
        guard let min = bounds[0], let max = bounds[1], isOrdered(min < max) else { return nil }
        return .intUniform(min: min, max: max)
    }

    private func bounds() -> (min: Double, max: Double)? {
        let (min, max) = (section.number("min")?.doubleValue, section.number("max")?.doubleValue)
        guard let min, let max, isOrdered(min < max) else { return nil }
        return (min, max)
    }

    private func isOrdered(_ ordered: Bool) -> Bool {
        guard !ordered, let min = section["min"], let max = section["max"] else { return ordered }
        section.expected(
            "min", "less than 'max', which is \(max.shown)", got: min,
            hint: min.json.doubleValue == max.json.doubleValue ? "use 'value' for a single value" : nil)
        return false
    }

    private func logUniform() -> Distribution? {
        guard let (min, max) = bounds() else { return nil }
        guard min > 0 else {
            if let element = section["min"] {
                section.expected("min", "greater than 0, for its logarithm", got: element)
            }
            return nil
        }
        return .logUniformValues(min: min, max: max)
    }

    private func quantised() -> Distribution? {
        guard let (min, max) = bounds() else { return nil }
        let q = section.has("q") ? section.number("q")?.doubleValue : 1
        guard let q else { return nil }
        guard q > 0, Swift.max(abs(min), abs(max)) / q < 0x1p53 else {
            if let element = section["q"] {
                section.expected("q", "greater than 0, and no finer than doubles are", got: element)
            }
            return nil
        }
        guard (min / q - 1e-9).rounded(.up) <= (max / q + 1e-9).rounded(.down) else {
            error("\(quoted(section.path)) has no multiple of 'q' between 'min' and 'max'")
            return nil
        }
        let integral = [min, max, q].allSatisfy { $0.rounded() == $0 }
        return .qUniform(min: min, max: max, q: q, integral: integral)
    }
}
