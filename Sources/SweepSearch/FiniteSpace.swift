internal import SweepModel

/// A product of axes whose points are numbered in mixed radix: the last axis varies fastest.
struct FiniteSpace: Sendable {
    private let names: [String]
    private let axes: [Axis]
    let size: SpaceSize

    /// - Returns: nil where some parameter has no axis.
    init?(_ parameters: [ParameterDefinition], axis: (Distribution) -> Axis?) {
        let axes = parameters.compactMap { axis($0.distribution) }
        guard axes.count == parameters.count else { return nil }
        names = parameters.map(\.name)
        self.axes = axes
        size = Self.size(axes)
    }

    private static func size(_ axes: [Axis]) -> SpaceSize {
        if axes.contains(where: { $0.count == 0 }) { return .finite(0) }
        var product: Int64 = 1
        for axis in axes {
            let (next, overflow) = product.multipliedReportingOverflow(by: axis.count)
            guard !overflow, axis.count < .max else { return .huge }
            product = next
        }
        return .finite(product)
    }

    /// How many positions there are; as many as an `Int64` can count.
    var count: Int64 { size.count ?? .max }

    /// The point at `position`, which is below the count.
    func point(at position: Int64) -> Point {
        var rest = position
        var values: [JSONValue] = []
        values.reserveCapacity(axes.count)
        for axis in axes.reversed() {
            values.append(axis[rest % axis.count])
            rest /= axis.count
        }
        return Point(values: JSONObject(Array(zip(names, values.reversed()))))
    }

    /// How many of the explicit points, each counted once, this space does not hold.
    func foreign(among points: [Point]) -> Int64 {
        guard !points.isEmpty else { return 0 }
        let members = axes.map(AxisMembers.init)
        var seen: Set<String> = []
        var count: Int64 = 0
        for point in points where seen.insert(point.key).inserted && !holds(point, members) { count += 1 }
        return count
    }

    private func holds(_ point: Point, _ members: [AxisMembers]) -> Bool {
        guard point.values.members.count == names.count else { return false }
        return zip(names, members).allSatisfy { name, members in
            point.values[name].map(members.contains) ?? false
        }
    }
}

/// Tells whether an axis holds a value, by what makes two values the same.
private struct AxisMembers {
    private let axis: Axis
    private let identities: Set<String>

    init(_ axis: Axis) {
        self.axis = axis
        if case .values(let values) = axis {
            identities = Set(values.map(Axis.identity))
        } else {
            identities = []
        }
    }

    func contains(_ value: JSONValue) -> Bool {
        switch axis {
        case .values: identities.contains(Axis.identity(of: value))
        case .integers(let min, let count):
            value.intValue.map { $0 >= min && UInt64(bitPattern: $0 &- min) < UInt64(count) } ?? false
        case .steps(let steps, let count): holds(value, steps, count)
        }
    }

    private func holds(_ value: JSONValue, _ steps: Steps, _ count: Int64) -> Bool {
        guard let number = value.doubleValue, steps.bounds.contains(number) else { return false }
        let index = Int64(((number - steps.origin) / steps.q).rounded()) - steps.first
        return index >= 0 && index < count && Axis.identity(of: steps[index]) == Axis.identity(of: value)
    }
}
