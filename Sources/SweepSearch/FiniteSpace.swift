internal import SweepModel

/// What a look at a position finds.
enum Found {
    case point(Point)
    /// No point of the sweep; none before `next` either.
    case nothing(next: Int64)
}

/// A product of dimensions whose points are numbered in mixed radix: the last dimension varies fastest.
///
/// Parameters on which others depend vary slowest. A dimension that is inactive counts at its first entry alone, and
/// the positions of its others are stepped over at once.
struct FiniteSpace: Sendable {
    let names: [String]
    let dimensions: [Dimension]
    /// Positions from one entry of a dimension to the next.
    private let strides: [Int64]
    private let activity: Activity
    private let constraints: Constraints
    /// How many positions there are.
    let size: SpaceSize

    /// - Returns: nil where some parameter has no axis.
    init?(_ specification: Specification, axis: (Distribution) -> Axis?) {
        guard let dimensions = Dimension.all(specification, axis: axis) else { return nil }
        names = specification.parameters.map(\.name)
        activity = Activity(specification.parameters)
        constraints = Constraints(specification.constraints, names: names)
        self.dimensions = Self.ordered(dimensions, activity)
        size = Self.size(self.dimensions)
        strides = Self.strides(self.dimensions)
    }

    private static func ordered(_ dimensions: [Dimension], _ activity: Activity) -> [Dimension] {
        guard !activity.isTrivial else { return dimensions }
        var homes: [Int: Int] = [:]
        for (index, dimension) in dimensions.enumerated() {
            for place in dimension.parameters { homes[place] = index }
        }
        let needs = dimensions.enumerated().map { index, dimension in
            dimension.parameters.flatMap { activity.needs[$0] }.compactMap { homes[$0] }.filter { $0 != index }
        }
        return DependencyOrder(needs).places.map { dimensions[$0] }
    }

    private static func size(_ dimensions: [Dimension]) -> SpaceSize {
        if dimensions.contains(where: { $0.count == 0 }) { return .finite(0) }
        var product: Int64 = 1
        for dimension in dimensions {
            let (next, overflow) = product.multipliedReportingOverflow(by: dimension.count)
            guard !overflow, dimension.count < .max else { return .huge }
            product = next
        }
        return .finite(product)
    }

    private static func strides(_ dimensions: [Dimension]) -> [Int64] {
        var strides: [Int64] = []
        var stride: Int64 = 1
        for dimension in dimensions.reversed() {
            strides.append(stride)
            let (next, overflow) = stride.multipliedReportingOverflow(by: max(1, dimension.count))
            stride = overflow ? .max : next
        }
        return strides.reversed()
    }

    /// As many positions as an `Int64` can count.
    var count: Int64 { size.count ?? .max }

    /// Whether every position is a point of its own.
    var isPlain: Bool { activity.isTrivial && constraints.isEmpty }

    /// What is at `position`, which is below the count.
    func look(at position: Int64) -> Found {
        var values = [JSONValue?](repeating: nil, count: names.count)
        fill(&values, at: position)
        activity.settle(&values)
        if !activity.isTrivial, let next = end(ofInactive: values, at: position) { return .nothing(next: next) }
        guard constraints.hold(values) else { return .nothing(next: position + 1) }
        return .point(point(values))
    }

    private func fill(_ values: inout [JSONValue?], at position: Int64) {
        for (dimension, stride) in zip(dimensions, strides) {
            let index = position / stride % dimension.count
            for (place, axis) in zip(dimension.parameters, dimension.axes) { values[place] = axis[index] }
        }
    }

    /// Where the entries end that differ from an earlier one in nothing that is active; nil where this one does.
    private func end(ofInactive values: [JSONValue?], at position: Int64) -> Int64? {
        for (dimension, stride) in zip(dimensions, strides) where dimension.parameters.allSatisfy({ values[$0] == nil })
        {
            guard position / stride % dimension.count > 0 else { continue }
            let (period, isTooLong) = stride.multipliedReportingOverflow(by: dimension.count)
            guard !isTooLong else { return .max }
            let (next, overflow) = (position - position % period).addingReportingOverflow(period)
            return overflow ? .max : next
        }
        return nil
    }

    /// Whether exactly the active parameters have a value.
    func isActive(_ values: [JSONValue?]) -> Bool { activity.isWhole(values) }

    /// Whether these values break no constraint.
    func isFeasible(_ values: [JSONValue?]) -> Bool { constraints.hold(values) }

    func point(_ values: [JSONValue?]) -> Point { Point(names: names, row: values) }
}
