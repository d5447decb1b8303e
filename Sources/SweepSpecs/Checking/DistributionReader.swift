internal import SweepModel

/// One parameter's definition: which distribution is written or meant.
struct DistributionReader {
    let section: Section
    let valuesMax: Int
    /// Whether draws copy W&B's, so that `q` need not fit the range.
    let isStrict: Bool

    static let keys = [
        "distribution", "value", "values", "probabilities", "min", "max", "q", "mu", "sigma", "a", "b",
    ]

    func read() -> Distribution? {
        guard let kind = section.has("distribution") ? written() : inferred() else { return nil }
        let missing = kind.needed.filter { !section.has($0) }
        guard missing.isEmpty else {
            let list = missing.map(quoted).joined(separator: " and ")
            error("\(quoted(section.path)) lacks \(list) for '\(kind.rawValue)'")
            return nil
        }
        let known = kind.needed + kind.optional
        for name in Self.keys where section.has(name) && name != "distribution" && !known.contains(name) {
            reject(name, kind)
        }
        return distribution(kind)
    }

    func error(_ message: String, hint: String? = nil) { log.error(section.place, message, hint: hint) }
    var log: FaultLog { section.log }

    private func reject(_ name: String, _ kind: DistributionKind) {
        let hint =
            kind == .categorical && name == "probabilities"
            ? "leave 'distribution' out, or write 'categorical_w_probabilities'" : nil
        let place = section.entry(name)?.place ?? section.place
        log.error(place, "\(quoted(section.key(name))) has no meaning for '\(kind.rawValue)'", hint: hint)
    }

    private func written() -> DistributionKind? { section.choice("distribution", DistributionKind.self) }

    /// As W&B infers: the first form that fits.
    private func inferred() -> DistributionKind? {
        if section.has("values") { return section.has("probabilities") ? .weighted : .categorical }
        if section.has("value") { return .constant }
        if section.has("q") {
            error("\(quoted(section.path)) has 'q' but no distribution", hint: "add 'distribution: q_uniform'")
            return nil
        }
        if section.has("min"), section.has("max") { return areIntegers(["min", "max"]) ? .intUniform : .uniform }
        let hint =
            section.has("min") || section.has("max")
            ? "give both 'min' and 'max'" : "give 'values', 'value', or 'min' and 'max'"
        error("\(quoted(section.path)) says nothing about its values", hint: hint)
        return nil
    }

    /// Whether all of these are written as integers.
    func areIntegers(_ names: [String]) -> Bool {
        names.allSatisfy { name in
            guard case .scalar(let value, _)? = section[name]?.content else { return false }
            if case .string(let text) = value, case .int = PlainScalar(text).value { return true }
            if case .int = value { return true }
            return false
        }
    }

    private func distribution(_ kind: DistributionKind) -> Distribution? {
        switch kind {
        case .constant: section["value"].flatMap(finite).map(Distribution.constant)
        case .categorical: values().map(Distribution.categorical)
        case .weighted: weighted()
        case .intUniform: integers()
        case .uniform: bounds().map { .uniform(min: $0.min, max: $0.max) }
        case .qUniform: qUniform()
        // ln(1/x) is uniform exactly where ln x is: the two are one distribution.
        case .logUniformValues, .invLogUniformValues:
            positiveBounds().map { .logUniformValues(min: $0.min, max: $0.max) }
        case .qLogUniformValues: qLogUniform(positiveBounds())
        case .logUniform: exponents().map { .logUniformValues(min: $0.min, max: $0.max) }
        case .qLogUniform: qLogUniform(exponents())
        case .invLogUniform: exponents(sign: -1).map { .logUniformValues(min: $0.min, max: $0.max) }
        case .normal: bell().map { .normal(mu: $0.mu, sigma: $0.sigma) }
        case .logNormal: bell().map { .logNormal(mu: $0.mu, sigma: $0.sigma) }
        case .qNormal: stepped(bell()) { .qNormal(mu: $0.mu, sigma: $0.sigma, q: $1, integral: $2) }
        case .qLogNormal: stepped(bell()) { .qLogNormal(mu: $0.mu, sigma: $0.sigma, q: $1, integral: $2) }
        case .beta: shapes().map { .beta(a: $0.a, b: $0.b) }
        case .qBeta: stepped(shapes()) { .qBeta(a: $0.a, b: $0.b, q: $1, integral: $2) }
        }
    }
}
