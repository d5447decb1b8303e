internal import SweepModel

/// Turns random bits into points: what independent draws and quasi-random sequences have in common.
struct DrawnSpace: Sendable {
    private let parameters: [ParameterDefinition]
    private let names: [String]
    /// Parameters that advance together are drawn as one, by the bits of the first.
    private let groups: [Dimension]
    private let activity: Activity
    private let constraints: Constraints
    private let strict: Bool
    /// Everything that can be drawn; nil where there is no end to it.
    let space: FiniteSpace?

    init(_ specification: Specification) {
        let strict = specification.wandbStrict
        parameters = specification.parameters
        names = parameters.map(\.name)
        activity = Activity(specification.parameters)
        constraints = Constraints(specification.constraints, names: names)
        self.strict = strict
        space = FiniteSpace(specification) { $0.drawAxis(strict: strict) }
        groups = Dimension.all(specification, axis: { _ in .values([.null]) })?.filter { $0.parameters.count > 1 } ?? []
    }

    /// How many numbers a point is made of.
    var width: Int { parameters.count }

    /// The point for these bits; nil where a constraint is broken.
    ///
    /// - Parameter bits: of the parameter at a place.
    func point(_ bits: (Int) -> UInt64) -> Point? {
        var values = parameters.indices.map { place -> JSONValue? in
            parameters[place].distribution.value(from: bits(place), strict: strict)
        }
        for group in groups {
            let index = Int64(bits(group.parameters[0]).index(below: UInt64(group.count)))
            for (place, axis) in zip(group.parameters, group.axes) { values[place] = axis[index] }
        }
        activity.settle(&values)
        guard constraints.hold(values) else { return nil }
        return Point(names: names, row: values)
    }
}
