internal import SweepModel

/// The `parameters` of a file: names, nesting, and which distribution each one is.
struct ParameterReader {
    let log: FaultLog
    let method: Specification.Method?
    private var found: [ParameterDefinition] = []
    private var places: [String: Place] = [:]

    private static let parametersMax = 10_000
    private static let valuesMax = 100_000

    /// Parameters sorted by name at every level of nesting.
    static func read(_ element: Element, method: Specification.Method?, log: FaultLog) -> [ParameterDefinition] {
        var reader = ParameterReader(log: log, method: method)
        reader.readGroup(element, path: [])
        guard reader.found.count <= parametersMax else {
            log.error(element.place, "expected at most \(parametersMax) parameters, got: \(reader.found.count)")
            return []
        }
        return reader.found
    }

    private init(log: FaultLog, method: Specification.Method?) {
        self.log = log
        self.method = method
    }

    private mutating func readGroup(_ element: Element, path: [String]) {
        let key = Self.key(path)
        guard let entries = element.entries else {
            log.expected(key, "a mapping of names to definitions", got: element, hint: "lr: {min: 0.001, max: 0.1}")
            return
        }
        if entries.isEmpty { log.error(element.place, "expected \(quoted(key)) to hold at least one parameter") }
        let sorted = entries.sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
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
        } else if let distribution = distribution(entry, path: path) {
            add(ParameterDefinition(path: path, distribution: distribution), at: entry.place)
        }
    }

    private mutating func readNested(_ entry: Element.Entry, _ inner: Element.Entry, path: [String]) {
        for other in entry.value.entries ?? [] where other.name != "parameters" {
            log.error(other.place, "\(quoted(other.name)) cannot stand beside nested 'parameters'")
        }
        readGroup(inner.value, path: path)
    }

    private mutating func add(_ parameter: ParameterDefinition, at place: Place) {
        if let other = places.updateValue(place, forKey: parameter.name) {
            log.error(
                place, "two parameters have the name \(quoted(parameter.name)): the other is at line \(other.line)",
                hint: "a nested name and a dotted one are the same")
        } else {
            found.append(parameter)
        }
    }

    private func distribution(_ entry: Element.Entry, path: [String]) -> Distribution? {
        let key = Self.key(path)
        guard entry.value.entries != nil else {
            let text = entry.value.text
            let hint = entry.value.items == nil ? "write {value: \(text ?? "null")}" : "write {values: […]}"
            log.expected(key, "a mapping", got: entry.value, hint: hint)
            return nil
        }
        guard let section = Section(entry.value, path: key, log: log, known: DistributionReader.keys, later: ["when"]),
            let distribution = DistributionReader(section: section, valuesMax: Self.valuesMax).read()
        else { return nil }
        checkGrid(distribution, entry)
        return distribution
    }

    private func checkGrid(_ distribution: Distribution, _ entry: Element.Entry) {
        guard method == .grid else { return }
        switch distribution {
        case .uniform, .logUniformValues, .normal, .logNormal, .beta, .qLogUniformValues, .qNormal, .qLogNormal, .qBeta:
            log.error(
                entry.place, "cannot enumerate \(quoted(entry.name)) in a grid: its range is continuous",
                hint: "give 'values', or use 'method: random'")
        case .weighted:
            log.error(
                entry.place, "cannot enumerate \(quoted(entry.name)) in a grid: it has probabilities",
                hint: "leave the probabilities out, or use 'method: random'")
        case .constant, .categorical, .intUniform, .qUniform: break
        }
    }
}

/// What W&B accepts as a parameter's name.
enum ParameterName {
    static let lengthMax = 128

    /// `[A-Za-z_][A-Za-z0-9_.-]*`, at most ``lengthMax`` long.
    static func isValid(_ name: String) -> Bool {
        guard name.utf8.count <= lengthMax, let first = name.first else { return false }
        return Macro.isVariable(String(first)) && Macro.isVariable("_" + name.filter { $0 != "." && $0 != "-" })
    }
}
