internal import SweepModel

// Method, parameters and explicit points.
extension SpecificationBuilder {
    private static let pointsMax = 100_000
    /// Bounds the work on points that leave most of many parameters out.
    private static let pointValuesMax = 5_000_000

    mutating func readSpace() {
        let method = method()
        specification.method = method ?? .list
        if let element = section["parameters"] {
            specification.parameters = ParameterReader.read(element, method: method, log: log)
            warnOfCollisions(element.place)
        } else if method == .grid || method == .random {
            log.error(section.place, "'parameters' is missing", hint: "parameters: {lr: {values: [0.1, 0.01]}}")
        }
        readPoints()
        if method == .list, !section.has("points") {
            log.error(section.place, "'points' is missing, which 'method: list' runs", hint: "points: [{lr: 0.1}]")
        }
    }

    private func method() -> Specification.Method? {
        guard let element = section["method"] else {
            if section.has("points"), !section.has("parameters") { return .list }
            log.error(section.place, "'method' is missing", hint: "method: grid, random or list")
            return nil
        }
        if let text = element.text {
            if ["bayes", "sobol", "custom"].contains(text) {
                log.error(element.place, "the method '\(text)' is not supported yet", hint: "use 'random'")
                return nil
            }
            if let method = Specification.Method(rawValue: text) { return method }
        }
        let hint = element.text.flatMap { Suggestion.hint(for: $0, among: ["grid", "random", "list"]) }
        section.expected("method", "grid or random or list", got: element, hint: hint)
        return nil
    }

    private func warnOfCollisions(_ place: Place) {
        for (variable, names) in ParameterVariables.collisions(specification.parameters.map(\.name)) {
            let list = names.map(quoted).joined(separator: " and ")
            log.warning(
                place, "\(list) would share the variable \(variable): it is not set", hint: "use the command line")
        }
    }

    private mutating func readPoints() {
        guard let element = section["points"] else { return }
        if element.text != nil {
            log.error(element.place, "a path for 'points' is not supported yet", hint: "write the points in the file")
            return
        }
        guard let items = element.items, !items.isEmpty, items.count <= Self.pointsMax else {
            section.expected("points", "a list of 1 to \(Self.pointsMax) points", got: element)
            return
        }
        let names = section.has("parameters") ? specification.parameters.map(\.name) : nil
        let known = names.map(Set.init)
        let values = items.compactMap { point($0, known: known) }
        if names == nil { specification.parameters = declared(by: values) }
        guard values.count * specification.parameters.count <= Self.pointValuesMax else {
            log.error(element.place, "expected points times parameters to be at most \(Self.pointValuesMax)")
            return
        }
        let order = specification.parameters.map(\.name)
        let constants = specification.parameters.compactMap { parameter -> (String, JSONValue)? in
            if case .constant(let value) = parameter.distribution { (parameter.name, value) } else { nil }
        }
        specification.points = values.map { Self.ordered($0, order, constants) }
    }

    /// The members of a point by dotted name; nil where it is no mapping.
    private func point(_ element: Element, known: Set<String>?) -> [String: JSONValue]? {
        guard element.entries != nil else {
            log.expected("points item", "a mapping of parameters to values", got: element)
            return nil
        }
        var values: [String: JSONValue] = [:]
        collect(element, prefix: "", known: known, into: &values)
        return values
    }

    private func collect(
        _ element: Element, prefix: String, known: Set<String>?, into values: inout [String: JSONValue]
    ) {
        for entry in element.entries ?? [] {
            let name = prefix + entry.name
            if known?.contains(name) ?? ParameterName.isValid(name) {
                if values.updateValue(entry.value.json, forKey: name) != nil {
                    log.error(entry.place, "the point gives \(quoted(name)) twice")
                }
            } else if entry.value.entries != nil, known?.contains(where: { $0.hasPrefix(name + ".") }) ?? false {
                collect(entry.value, prefix: name + ".", known: known, into: &values)
            } else {
                let hint = known.flatMap { Suggestion.hint(for: name, among: $0) }
                log.error(entry.place, "the point names \(quoted(name)), which is no parameter", hint: hint)
            }
        }
    }

    /// Without `parameters` the points say which there are.
    private func declared(by points: [[String: JSONValue]]) -> [ParameterDefinition] {
        let names = Set(points.flatMap(\.keys)).sorted {
            $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
        }
        return names.map { name in
            ParameterDefinition(path: [name], distribution: .categorical(points.compactMap { $0[name] }))
        }
    }

    /// In the order of the parameters; a constant that the point leaves out has its one value.
    private static func ordered(
        _ values: [String: JSONValue], _ order: [String], _ constants: [(String, JSONValue)]
    ) -> Point {
        let whole = values.merging(constants) { own, _ in own }
        return Point(values: JSONObject(order.compactMap { name in whole[name].map { (name, $0) } }))
    }
}
