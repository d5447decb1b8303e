internal import SweepModel

/// Whether the `when` of each parameter names others that there are, with values that these can take, and never itself.
struct ConditionCheck {
    private let definitions: [String: ParameterDefinition]
    private let parameters: ParameterReader.Result
    private let log: FaultLog
    /// Of parameters that others depend on and that list their values, the keys of these.
    private let listed: [String: Set<ValueIdentity>]

    init(_ parameters: ParameterReader.Result, log: FaultLog) {
        self.parameters = parameters
        self.log = log
        let definitions = Dictionary(parameters.definitions.map { ($0.name, $0) }) { $1 }
        self.definitions = definitions
        let named = Set(parameters.conditions.flatMap(\.entries).map(\.name))
        listed = Dictionary(
            uniqueKeysWithValues: named.compactMap { name in
                guard let values = definitions[name]?.distribution.listedValues, !values.isEmpty else { return nil }
                return (name, Set(values.map { ValueIdentity($0) }))
            })
    }

    func run() {
        for (name, entries) in parameters.conditions {
            for entry in entries { check(entry, of: name) }
        }
        reportCycles()
    }

    private func check(_ entry: Element.Entry, of name: String) {
        if entry.name == name {
            log.error(entry.place, "\(quoted(name)) depends on itself", hint: "name another parameter in 'when'")
            return
        }
        guard let other = definitions[entry.name] else {
            let hint = log.suggestion(for: entry.name, among: definitions.keys)
            log.error(entry.place, "\(quoted(entry.name)) in 'when' is no parameter", hint: hint)
            return
        }
        let key = "parameters.\(name).when.\(entry.name)"
        if let items = entry.value.items, items.isEmpty {
            log.expected(key, "a value or a list of values", got: entry.value)
        }
        for element in entry.value.items ?? [entry.value] where !admits(other, element.json) {
            log.expected(
                key, other.distribution.expectation ?? "a value of \(quoted(entry.name))", got: element,
                hint: "otherwise \(quoted(name)) would never be active")
        }
    }

    /// Whether the search itself can come to this value, the multiples of `q` taken for granted.
    private func admits(_ other: ParameterDefinition, _ value: JSONValue) -> Bool {
        listed[other.name]?.contains(ValueIdentity(value)) ?? other.distribution.holds(value)
    }

    /// One fault, where parameters depend on each other in a circle.
    private func reportCycles() {
        let circle = ActivationOrder(parameters.definitions).circle
        guard circle.count > 1, let entries = parameters.conditions.first(where: { $0.name == circle[0] })?.entries
        else { return }
        log.error(
            entries[0].place, "the conditions go in a circle: \((circle + [circle[0]]).joined(separator: " → "))",
            hint: "let one of them be active always")
    }
}
