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
