internal import SweepModel

extension FiniteSpace {
    /// How many of the explicit points, each counted once, this space does not hold.
    func foreign(among points: [Point]) -> Int64 {
        guard !points.isEmpty else { return 0 }
        let members = SpaceMembers(self)
        var seen = PointSet()
        var count: Int64 = 0
        for point in points where seen.insert(point) && !members.contains(point) { count += 1 }
        return count
    }
}

/// Tells whether a space holds a point.
struct SpaceMembers {
    private let space: FiniteSpace
    private let places: [String: Int]
    private let dimensions: [DimensionMembers]

    init(_ space: FiniteSpace) {
        self.space = space
        places = Dictionary(space.names.enumerated().map { ($1, $0) }) { $1 }
        dimensions = space.dimensions.map(DimensionMembers.init)
    }

    func contains(_ point: Point) -> Bool {
        var values = [JSONValue?](repeating: nil, count: space.names.count)
        for member in point.values.members {
            guard let place = places[member.name] else { return false }
            values[place] = member.value
        }
        return space.isActive(values) && dimensions.allSatisfy { $0.contain(values) } && space.isFeasible(values)
    }
}

/// Tells whether a dimension has an entry of these values.
private struct DimensionMembers {
    private let dimension: Dimension
    /// Of the entries, where these are listed.
    private let identities: Set<ValueIdentity>?

    init(_ dimension: Dimension) {
        self.dimension = dimension
        let lists = dimension.axes.map { axis in if case .values(let values) = axis { values } else { nil } }
            .compactMap { $0 as [JSONValue]? }
        guard lists.count == dimension.axes.count else {
            identities = nil
            return
        }
        identities = Set((0..<Int(dimension.count)).map { row in ValueIdentity(.array(lists.map { $0[row] })) })
    }

    /// What is not active belongs to every entry; of parameters that advance together all are active, or none.
    func contain(_ values: [JSONValue?]) -> Bool {
        let own = dimension.parameters.compactMap { values[$0] }
        guard own.count == dimension.parameters.count else { return own.isEmpty }
        if let identities { return identities.contains(ValueIdentity(.array(own))) }
        return zip(dimension.axes, own).allSatisfy { $0.contains($1) }
    }
}

extension Axis {
    /// Whether evenly spaced numbers hold the value; lists are asked elsewhere.
    fileprivate func contains(_ value: JSONValue) -> Bool {
        switch self {
        case .values(let values): values.contains { $0.isSame(as: value) }
        case .integers(let min, let count):
            value.intValue.map { $0 >= min && UInt64(bitPattern: $0 &- min) < UInt64(count) } ?? false
        case .steps(let steps, let count): Self.holds(value, steps, count)
        }
    }

    private static func holds(_ value: JSONValue, _ steps: Steps, _ count: Int64) -> Bool {
        guard let number = value.doubleValue, steps.bounds.contains(number) else { return false }
        let index = Int64(((number - steps.origin) / steps.q).rounded()) - steps.first
        return index >= 0 && index < count && steps[index].isSame(as: value)
    }
}
