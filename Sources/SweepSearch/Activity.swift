internal import SweepModel

/// Which parameters are part of a point: those whose conditions hold, seen in the values of the others.
struct Activity: Sendable {
    /// For each parameter, where the ones stand that it depends on, and which values these must have.
    private let conditions: [[(place: Int, values: [JSONValue])]]
    /// Every parameter behind those that it depends on.
    private let order: [Int]
    /// For each parameter the places of the others that its conditions name.
    let needs: [[Int]]

    /// Whether every parameter is always active.
    let isTrivial: Bool

    init(_ parameters: [ParameterDefinition]) {
        let places = Dictionary(parameters.enumerated().map { ($1.name, $0) }) { first, _ in first }
        conditions = parameters.map { parameter in
            (parameter.when ?? []).map { (place: places[$0.name] ?? -1, values: $0.values) }
        }
        isTrivial = conditions.allSatisfy(\.isEmpty)
        needs = isTrivial ? [] : ActivationOrder.needs(of: parameters)
        order = isTrivial ? [] : ActivationOrder(parameters).places
    }

    /// Takes out what is not active.
    func settle(_ values: inout [JSONValue?]) {
        guard !isTrivial else { return }
        for place in order where !conditions[place].isEmpty && !holds(conditions[place], values) {
            values[place] = nil
        }
    }

    /// Whether exactly the active parameters have a value.
    func isWhole(_ values: [JSONValue?]) -> Bool {
        conditions.indices.allSatisfy { (values[$0] != nil) == holds(conditions[$0], values) }
    }

    private func holds(_ conditions: [(place: Int, values: [JSONValue])], _ values: [JSONValue?]) -> Bool {
        conditions.allSatisfy { condition in
            guard condition.place >= 0, let value = values[condition.place] else { return false }
            return condition.values.contains { $0.isSame(as: value) }
        }
    }
}
