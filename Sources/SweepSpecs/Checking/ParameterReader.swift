internal import SweepModel

/// The `parameters` of a file: names, nesting, and which distribution each one is.
struct ParameterReader {
    /// What was read, with the places that later checks need.
    struct Result {
        /// Sorted by name at every level of nesting.
        var definitions: [ParameterDefinition] = []
        /// Of each name.
        var places: [String: Place] = [:]
        /// The entries of each `when`, by the parameter's name.
        var conditions: [(name: String, entries: [Element.Entry])] = []
    }

    let log: FaultLog
    let method: Specification.Method?
    let isStrict: Bool
    private var result = Result()

    private static let keys = DistributionReader.keys + ["parameters", "when"]
    static let parametersMax = 10_000
    static let valuesMax = 100_000

    /// - Parameter isStrict: whether draws copy W&B's.
    static func read(_ element: Element, method: Specification.Method?, isStrict: Bool, log: FaultLog) -> Result {
        var reader = ParameterReader(log: log, method: method, isStrict: isStrict)
        reader.readGroup(element, path: [])
        let count = reader.result.definitions.count
        guard count <= parametersMax else {
            log.error(element.place, "expected at most \(parametersMax) parameters, got: \(count)")
            return Result()
        }
        ConditionCheck(reader.result, log: log).run()
        return reader.result
    }

    private init(log: FaultLog, method: Specification.Method?, isStrict: Bool) {
        self.log = log
        self.method = method
        self.isStrict = isStrict
    }

    private mutating func readGroup(_ element: Element, path: [String]) {
        let key = Self.key(path)
        guard let entries = element.entries else {
            log.expected(key, "a mapping of names to definitions", got: element, hint: "lr: {min: 0.001, max: 0.1}")
            return
        }
        if entries.isEmpty { log.error(element.place, "expected \(quoted(key)) to hold at least one parameter") }
        let sorted = entries.sorted { $0.name.comesBefore($1.name) }
        for entry in sorted { readEntry(entry, path: path + [entry.name]) }
    }

    private static func key(_ path: [String]) -> String { (["parameters"] + path).joined(separator: ".") }

    private mutating func readEntry(_ entry: Element.Entry, path: [String]) {
        guard ParameterName.isValid(entry.name) else {
            log.error(
                entry.place,
                "expected a parameter's name to be letters, digits, '_', '.' and '-', got: \(quoted(entry.name))",
                hint: "it may not begin with a digit, '.' or '-', nor be longer than \(ParameterName.lengthMax)")
            return
        }
        if let inner = entry.value.entries?.first(where: { $0.name == "parameters" }) {
            readNested(entry, inner, path: path)
        } else if let parameter = definition(entry, path: path) {
            add(parameter, at: entry.place)
        }
    }

    private mutating func readNested(_ entry: Element.Entry, _ inner: Element.Entry, path: [String]) {
        for other in entry.value.entries ?? [] where other.name != "parameters" {
            log.error(other.place, "\(quoted(other.name)) cannot stand beside nested 'parameters'")
        }
        readGroup(inner.value, path: path)
    }

    private mutating func add(_ parameter: ParameterDefinition, at place: Place) {
        if let other = result.places.updateValue(place, forKey: parameter.name) {
            log.error(
                place, "two parameters have the name \(quoted(parameter.name)): the other is at line \(other.line)",
                hint: "a nested name and a dotted one are the same")
        } else {
            result.definitions.append(parameter)
        }
    }

    private mutating func definition(_ entry: Element.Entry, path: [String]) -> ParameterDefinition? {
        let key = Self.key(path)
        guard entry.value.entries != nil else {
            let text = entry.value.text
            let hint = entry.value.items == nil ? "write {value: \(text ?? "null")}" : "write {values: […]}"
            log.expected(key, "a mapping", got: entry.value, hint: hint)
            return nil
        }
        guard let section = Section(entry.value, path: key, log: log, known: Self.keys) else { return nil }
        let reader = DistributionReader(section: section, valuesMax: Self.valuesMax, isStrict: isStrict)
        guard let distribution = reader.read() else {
            // A parameter never vanishes without a word.
            if !log.hasErrors { log.error(entry.place, "cannot tell the values of \(quoted(key))") }
            return nil
        }
        checkGrid(distribution, entry)
        let when = conditions(section, path: path)
        return ParameterDefinition(path: path, distribution: distribution, when: when)
    }

    /// The parameter's `when`; which names and values there are is checked once all parameters are known.
    private mutating func conditions(_ section: Section, path: [String]) -> [Condition]? {
        guard let element = section["when"] else { return nil }
        guard let entries = element.entries, !entries.isEmpty else {
            section.expected(
                "when", "a mapping of other parameters to values", got: element, hint: "when: {optimizer: sgd}")
            return nil
        }
        result.conditions.append((path.joined(separator: "."), entries))
        return entries.map {
            Condition(name: $0.name, values: $0.value.items.map { $0.map(\.json) } ?? [$0.value.json])
        }
    }

    private func checkGrid(_ distribution: Distribution, _ entry: Element.Entry) {
        guard method == .grid, !distribution.isListed else { return }
        let (reason, remedy) =
            if case .weighted = distribution {
                ("it has probabilities", "leave the probabilities out")
            } else { ("its range is continuous", "give 'values'") }
        log.error(
            entry.place, "cannot enumerate \(quoted(entry.name)) in a grid: \(reason)",
            hint: "\(remedy), or use 'method: random'")
    }
}

extension Distribution {
    /// Whether a grid can go through its values one by one.
    var isListed: Bool {
        switch self {
        case .constant, .categorical, .intUniform, .qUniform: true
        case .weighted, .uniform, .logUniformValues, .normal, .logNormal, .beta, .qLogUniformValues, .qNormal,
            .qLogNormal, .qBeta:
            false
        }
    }
}

/// What W&B accepts as a parameter's name.
enum ParameterName {
    static let lengthMax = 128

    /// `[A-Za-z_][A-Za-z0-9_.-]*`, at most ``lengthMax`` long.
    static func isValid(_ name: String) -> Bool {
        guard name.utf8.count <= lengthMax, let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy {
            isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (0x41...0x5A).contains(byte & 0xDF)
    }
}
