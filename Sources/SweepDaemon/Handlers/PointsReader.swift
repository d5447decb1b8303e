internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// Checks explicit points that come in a file of their own against the space to which they are added.
struct PointsReader: Sendable {
    private let names: [String]
    private let definitions: [String: ParameterDefinition]
    private let constants: [(name: String, value: JSONValue)]
    private let constraints: [(text: String, condition: BoundExpression)]

    init(_ specification: Specification) {
        names = specification.parameters.map(\.name)
        definitions = Dictionary(specification.parameters.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        constants = specification.parameters.compactMap { parameter in
            if case .constant(let value) = parameter.distribution { (parameter.name, value) } else { nil }
        }
        let order = specification.parameters.map(\.name)
        constraints = specification.constraints.map { ($0.text, $0.bound(to: order)) }
    }

    /// - Throws: `specification` with the line of the first point that is none of this space, `usage` where there are not
    ///   as many as was said.
    func read(_ reference: PointsReference, in folder: String) throws(Fault) -> PointPieces {
        var pieces = PointPieces()
        try PointsFile.read(reference.digest, in: folder) { line, number throws(Fault) in
            guard pieces.count < reference.count else { throw Self.miscounted(reference) }
            do throws(PointFault) {
                if let changed = try normal(line) {
                    pieces.append(line: changed.utf8)
                } else {
                    pieces.append(line: line)
                }
            } catch {
                throw Fault(
                    .specification, "cannot use point \(number): \(error.message)",
                    hint: "see the point on line \(number)")
            }
        }
        guard pieces.count == reference.count else { throw Self.miscounted(reference) }
        return pieces
    }

    private static func miscounted(_ reference: PointsReference) -> Fault {
        Fault(.usage, "cannot use the points \(reference.digest): they are not \(reference.count)")
    }

    private struct PointFault: Error { let message: String }

    /// The point's line with its values in the order of the parameters; nil where the line is that already.
    private func normal(_ line: some Sequence<UInt8>) throws(PointFault) -> String? {
        guard case .object(let values)? = try? JSONParser.parse(line) else {
            throw PointFault(message: "it is no JSON object")
        }
        for member in values.members { try check(member) }
        let isWhole = values.members.count == names.count && zip(values.members, names).allSatisfy { $0.name == $1 }
        let whole = isWhole ? values : try ordered(values)
        let row = isWhole ? whole.members.map(\.value) : names.map { whole[$0] ?? .null }
        for constraint in constraints where !Self.holds(constraint.condition, row) {
            throw PointFault(message: "it breaks the constraint '\(constraint.text)'")
        }
        return isWhole ? nil : whole.text()
    }

    private func check(_ member: JSONObject.Member) throws(PointFault) {
        guard let definition = definitions[member.name] else {
            throw PointFault(message: "'\(member.name)' is no parameter")
        }
        guard let bounds = definition.distribution.bounds else { return }
        guard let number = member.value.doubleValue, bounds.contains(number) else {
            throw PointFault(
                message: "'\(member.name)' is \(member.value.text()), which is outside of its range "
                    + "\(bounds.lowerBound) to \(bounds.upperBound)")
        }
    }

    private func ordered(_ values: JSONObject) throws(PointFault) -> JSONObject {
        var whole = Dictionary(values.members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        guard whole.count == values.members.count else { throw PointFault(message: "it gives a parameter twice") }
        for constant in constants where whole[constant.name] == nil { whole[constant.name] = constant.value }
        return JSONObject(names.compactMap { name in whole[name].map { (name, $0) } })
    }

    /// A condition that is unknown is not broken; one that cannot be told is.
    private static func holds(_ condition: BoundExpression, _ row: [JSONValue]) -> Bool {
        do { return try condition.holds(row) ?? true } catch { return false }
    }
}

extension Distribution {
    /// The numbers between which every value lies; nil where there are no such bounds.
    fileprivate var bounds: ClosedRange<Double>? {
        switch self {
        case .intUniform(let min, let max): Double(min)...Double(max)
        case .uniform(let min, let max), .logUniformValues(let min, let max), .qUniform(let min, let max, _, _),
            .qLogUniformValues(let min, let max, _, _):
            min...max
        case .beta: 0...1
        default: nil
        }
    }
}
