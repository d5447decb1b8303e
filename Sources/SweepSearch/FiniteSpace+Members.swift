internal import SweepModel

extension FiniteSpace {
    /// How many of the explicit points, each counted once, this space does not hold.
    func foreign(among points: [Point]) -> Int64 {
        guard !points.isEmpty else { return 0 }
        let members = dimensions.map { $0.axes.map(AxisMembers.init) }
        var seen = PointSet()
        var count: Int64 = 0
        for point in points where seen.insert(point) && !holds(point, members) { count += 1 }
        return count
    }

    private func holds(_ point: Point, _ members: [[AxisMembers]]) -> Bool {
        let given = names.map { point.values[$0] }
        guard given.count(where: { $0 != nil }) == point.values.members.count, isWhole(given) else { return false }
        return zip(dimensions, members).allSatisfy { dimension, members in
            if dimension.parameters.count > 1 { return holdsRow(dimension, given) }
            return dimension.parameters.first.flatMap { given[$0] }.map { members.first?.contains($0) ?? false } ?? true
        }
    }

    private func holdsRow(_ dimension: Dimension, _ given: [JSONValue?]) -> Bool {
        (0..<dimension.count).contains { index in
            zip(dimension.parameters, dimension.axes).allSatisfy { place, axis in
                given[place].map { axis[index].isSame(as: $0) } ?? true
            }
        }
    }
}

/// Tells whether an axis holds a value, by what makes two values the same.
private struct AxisMembers {
    private let axis: Axis
    private let identities: Set<ValueIdentity>

    init(_ axis: Axis) {
        self.axis = axis
        if case .values(let values) = axis {
            identities = Set(values.map { ValueIdentity($0) })
        } else {
            identities = []
        }
    }

    func contains(_ value: JSONValue) -> Bool {
        switch axis {
        case .values: identities.contains(ValueIdentity(value))
        case .integers(let min, let count):
            value.intValue.map { $0 >= min && UInt64(bitPattern: $0 &- min) < UInt64(count) } ?? false
        case .steps(let steps, let count): holds(value, steps, count)
        }
    }

    private func holds(_ value: JSONValue, _ steps: Steps, _ count: Int64) -> Bool {
        guard let number = value.doubleValue, steps.bounds.contains(number) else { return false }
        let index = Int64(((number - steps.origin) / steps.q).rounded()) - steps.first
        return index >= 0 && index < count && steps[index].isSame(as: value)
    }
}
