internal import SweepModel

// What binds parameters to each other, and points to their replicates.
extension SpecificationBuilder {
    private static let constraintsMax = 1000
    /// Of all constraints together: what every look at a point costs.
    private static let constraintNodesMax = 8192
    private static let replicatesMax: Int64 = 10_000

    /// Whether the parameters come with a file of points that is read later.
    var awaitsParameters: Bool { specification.parameters.isEmpty && section["points"]?.text != nil }

    mutating func readRelations() {
        readReplicates()
        specification.zip = ZipReader(section: section, parameters: specification.parameters).read()
        guard let items = section.strings("constraints", max: Self.constraintsMax) else { return }
        let elements = section["constraints"]?.items ?? []
        guard items.count == elements.count else { return }
        let kinds = kinds()
        // An alias writes a constraint once more for nothing, where each look at a point pays for it.
        var seen: Set<ValueIdentity> = []
        let different = elements.filter { seen.insert(ValueIdentity(.optional($0.text))).inserted }
        specification.constraints = different.compactMap { constraint($0, kinds) }
        guard specification.constraints.reduce(0, { $0 + $1.nodeCount }) > Self.constraintNodesMax else { return }
        log.error(
            elements[0].place,
            "expected the constraints to have at most \(Self.constraintNodesMax) values and operators together")
    }

    private func constraint(_ element: Element, _ kinds: [String: ValueKinds]) -> Expression? {
        guard let text = element.text else { return nil }
        do throws(ExpressionFault) {
            let expression = try Expression(text)
            let faults = awaitsParameters ? [] : expression.check(kinds)
            for fault in faults { report(fault, in: element) }
            return faults.isEmpty ? expression : nil
        } catch {
            report(error, in: element)
            return nil
        }
    }

    private func report(_ fault: ExpressionFault, in element: Element) {
        log.error(element.place(ofColumn: fault.column), "in the constraint: \(fault.message)", hint: fault.hint)
    }

    /// What the values of each parameter may be; explicit points may go beyond what is listed.
    private func kinds() -> [String: ValueKinds] {
        var kinds = Dictionary(specification.parameters.map { ($0.name, $0.distribution.kinds) }) { $1 }
        for point in section["points"]?.items ?? [] {
            for entry in point.entries ?? [] { kinds[entry.name]?.formUnion(ValueKinds(of: entry.value.json)) }
        }
        guard section["points"]?.text != nil else { return kinds }
        for parameter in specification.parameters where parameter.distribution.expectation == nil {
            kinds[parameter.name] = .any
        }
        return kinds
    }

    private mutating func readReplicates() {
        guard let element = section["replicates"] else { return }
        if case .scalar(.int, _) = element.content {
            guard let count = section.integer("replicates", in: 1...Self.replicatesMax) else { return }
            specification.replicates = Replicates(parameter: nil, values: (0..<count).map(JSONValue.int))
            return
        }
        guard element.entries != nil else {
            section.expected(
                "replicates", "a number or a mapping", got: element,
                hint: "replicates: 3, or {parameter: seed, values: [0, 1, 2]}")
            return
        }
        guard let replicates = part("replicates", known: ["parameter", "values", "aggregate"]) else { return }
        guard let values = replicateValues(replicates) else { return }
        if !replicates.has("parameter") {
            log.error(
                replicates.place, "'replicates' lacks 'parameter', which gets the values",
                hint:
                    "e.g. parameter: seed; or write replicates: \(values.count) for runs that differ in SWEEP_SEED alone"
            )
            return
        }
        specification.replicates = Replicates(
            parameter: replicateParameter(replicates), values: values,
            aggregate: replicates.choice("aggregate", Replicates.Aggregate.self) ?? .mean)
    }

    private func replicateValues(_ replicates: Section) -> [JSONValue]? {
        guard let element = replicates["values"] else {
            log.error(
                replicates.place, "'replicates' lacks 'values'", hint: "one for each run of a point, e.g. [0, 1, 2]")
            return nil
        }
        guard let items = element.items, !items.isEmpty, items.count <= Self.replicatesMax else {
            replicates.expected("values", "a list of 1 to \(Self.replicatesMax) values", got: element)
            return nil
        }
        var seen: Set<ValueIdentity> = []
        for item in items {
            if !item.json.isFinite {
                log.error(item.place, "expected the values of 'replicates' to be finite, got: \(item.shown)")
            } else if !seen.insert(ValueIdentity(item.json)).inserted {
                log.error(item.place, "'replicates.values' holds \(item.shown) twice")
            }
        }
        return items.map(\.json)
    }

    /// The parameter belongs to the replicates alone: it is no part of a point.
    private func replicateParameter(_ replicates: Section) -> String? {
        guard let element = replicates["parameter"], let name = replicates.string("parameter") else { return nil }
        guard ParameterName.isValid(name) else {
            replicates.expected("parameter", "a parameter's name", got: element)
            return nil
        }
        if specification.parameters.contains(where: { $0.name == name }) {
            log.error(
                element.place, "\(quoted(name)) stands in 'parameters' too",
                hint: "take it away there: each point gets every value of 'replicates'")
        }
        return name
    }
}

extension Distribution {
    /// What the search draws.
    fileprivate var kinds: ValueKinds {
        switch self {
        case .constant(let value): ValueKinds(of: value)
        case .categorical(let values), .weighted(let values, _):
            values.reduce(into: []) { $0.formUnion(ValueKinds(of: $1)) }
        default: .number
        }
    }
}
