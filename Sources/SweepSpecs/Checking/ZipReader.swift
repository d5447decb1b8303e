internal import SweepModel
internal import SweepSearch

/// `zip`: groups of parameters that advance together, each with as many values as the others of its group.
struct ZipReader {
    let section: Section
    let parameters: [ParameterDefinition]

    private static let groupsMax = 1000
    /// Most values of all groups together: each row of a group is written out.
    private static let valuesMax = 1_000_000

    func read() -> [[String]] {
        guard let element = section["zip"] else { return [] }
        guard let items = element.items, items.count <= Self.groupsMax, items.allSatisfy({ $0.items != nil }) else {
            let names = element.items?.compactMap(\.text) ?? []
            section.expected(
                "zip", "a list of groups of parameters", got: element,
                hint: names.isEmpty ? "zip: [[loss, epochs]]" : "write [[\(names.joined(separator: ", "))]]")
            return []
        }
        let definitions = Dictionary(parameters.map { ($0.name, $0) }) { $1 }
        var grouped: Set<String> = []
        let groups = items.compactMap { group($0, definitions, &grouped) }
        let counts = groups.joined().compactMap { definitions[$0]?.distribution.writtenCount }
        guard counts.reduce(0, +) <= Int64(Self.valuesMax) else {
            section.log.error(
                element.place, "expected the groups of 'zip' to have at most \(Self.valuesMax) values together")
            return []
        }
        return groups
    }

    private func group(
        _ element: Element, _ definitions: [String: ParameterDefinition], _ grouped: inout Set<String>
    ) -> [String]? {
        let items = element.items ?? []
        if items.count < 2 {
            section.log.expected("zip item", "at least two parameters", got: element)
            return nil
        }
        let members = items.compactMap { member($0, definitions, &grouped) }
        guard members.count == items.count, let first = members.first else { return nil }
        var isSound = true
        for (item, other) in zip(items, members).dropFirst() {
            let fault = mismatch(other, first)
            if let fault { section.log.error(item.place, fault.message, hint: fault.hint) }
            isSound = isSound && fault == nil
        }
        return isSound ? members.map(\.name) : nil
    }

    private func member(
        _ element: Element, _ definitions: [String: ParameterDefinition], _ grouped: inout Set<String>
    ) -> ParameterDefinition? {
        guard let name = element.text, let definition = definitions[name] else {
            let hint = element.text.flatMap { Suggestion.hint(for: $0, among: definitions.keys) }
            section.log.error(element.place, "\(element.shown) in 'zip' is no parameter", hint: hint)
            return nil
        }
        guard grouped.insert(name).inserted else {
            section.log.error(element.place, "\(quoted(name)) stands in 'zip' twice")
            return nil
        }
        guard let count = definition.distribution.writtenCount else {
            section.log.error(
                element.place, "\(quoted(name)) in 'zip' has no list of values", hint: "give it 'values'")
            return nil
        }
        guard count <= Int64(ParameterReader.valuesMax) else {
            section.log.error(
                element.place, "expected \(quoted(name)) in 'zip' to have at most \(ParameterReader.valuesMax) values")
            return nil
        }
        return definition
    }

    private func mismatch(
        _ other: ParameterDefinition, _ first: ParameterDefinition
    ) -> (message: String, hint: String?)? {
        guard let count = other.distribution.writtenCount, let wanted = first.distribution.writtenCount else {
            return nil
        }
        if count != wanted {
            let message =
                "\(quoted(other.name)) has \(count.counted("value")), and \(quoted(first.name)) in the same group"
                + " of 'zip' has \(wanted)"
            return (message, "they advance together, so they need equally many")
        }
        guard other.when == first.when else {
            let message = "\(quoted(other.name)) and \(quoted(first.name)) advance together under different conditions"
            return (message, "give both the same 'when'")
        }
        return nil
    }
}
