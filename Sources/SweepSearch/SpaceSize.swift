/// How many distinct points a search can yield.
package enum SpaceSize: Hashable, Sendable {
    case finite(Int64)
    /// Finite, but more than can be counted.
    case huge
    /// Some parameter is continuous.
    case unbounded

    /// The number of a countable space, else nil.
    package var count: Int64? { if case .finite(let count) = self { count } else { nil } }
}

/// How much of a space fulfils its constraints, from a sample.
package struct FeasibleShare: Hashable, Sendable {
    /// How many positions were looked at, and how many of them are points.
    package let looked: Int64
    package let found: Int64

    package var share: Double { looked > 0 ? Double(found) / Double(looked) : 0 }
}
