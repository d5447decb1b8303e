package import SweepModel

/// How many of a search's own points fulfil the constraints.
package enum Feasibility: Hashable, Sendable {
    /// There are no constraints.
    case unconstrained
    /// All points were looked at.
    case exact(Int64, of: Int64)
    /// So many of a random sample did.
    case sampled(Int, of: Int)

    /// So many points are looked at, at most; fewer, where each costs much.
    private static let pointsMax = 8_192
    private static let costMax = 500_000

    /// Looks at all points of a small space, and at a sample of any other: takes some ten milliseconds.
    package init(_ specification: Specification) {
        guard !specification.constraints.isEmpty, specification.method != .list else {
            self = .unconstrained
            return
        }
        var own = specification
        (own.points, own.runCap) = ([], nil)
        self = Self.whole(own) ?? Self.sample(own)
    }

    /// Nil where the space is too large for that.
    private static func whole(_ specification: Specification) -> Feasibility? {
        var all = specification
        all.constraints = []
        let search = Search(specification: specification, seed: 0)
        guard let count = Search(specification: all, seed: 0).size.count,
            count <= min(pointsMax, search.looks(costing: costMax)), let feasible = search.size.count
        else { return nil }
        return .exact(feasible, of: count)
    }

    private static func sample(_ specification: Specification) -> Feasibility {
        var drawn = specification
        drawn.method = .random
        let search = Search(specification: drawn, seed: 0)
        let looks = min(pointsMax, search.looks(costing: costMax))
        let feasible = (0..<Int64(looks)).count { position in
            if case .point = search.source.look(at: position) { true } else { false }
        }
        return .sampled(feasible, of: looks)
    }
}
