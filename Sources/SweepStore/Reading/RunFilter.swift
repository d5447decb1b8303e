package import SweepModel

/// Which runs of a sweep are wanted, and in which order.
package struct RunFilter: Hashable, Sendable {
    /// By what runs are ordered. Those that lack the value come last, equal ones in the order of their index.
    package enum Key: Hashable, Sendable {
        case index, state, objective, attempts, queued, started, finished, duration
        /// A parameter's value; a nested one by its dotted name.
        case parameter(String)
        /// The last value of a metric.
        case metric(String)
    }

    /// Empty is every state.
    package var states: Set<RunState>
    package var key: Key
    package var descending: Bool
    /// How many at most; nil is all of them.
    package var limit: Int?
    /// Where the order is by index: only what comes after this one in that order.
    package var after: Int?

    package init(
        states: Set<RunState> = [], key: Key = .index, descending: Bool = false, limit: Int? = nil, after: Int? = nil
    ) {
        self.states = states
        self.key = key
        self.descending = descending
        self.limit = limit
        self.after = after
    }
}
