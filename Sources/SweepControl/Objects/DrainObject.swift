package import SweepModel

/// Whether the whole host starts nothing new, why, and what still runs.
package struct DrainObject: Codable, Hashable, Sendable {
    package var drained: Bool
    /// Who, and why.
    package var reason: String?
    package var since: Instant?
    /// When it ends by itself.
    package var until: Instant?
    /// Runs that have not ended: `SWEEP/17`.
    package var live: [String]

    package init(_ drain: Drain?, live: [RunID]) {
        drained = drain != nil
        reason = drain?.reason
        since = drain?.since
        until = drain?.until
        self.live = live.map(\.description)
    }
}

/// Why something is to start nothing new, and for how long.
package struct DrainRequest: Codable, Hashable, Sendable {
    package var reason: String?
    /// When that ends by itself; absent is by hand.
    package var until: Instant?

    package init(reason: String? = nil, until: Instant? = nil) {
        self.reason = reason
        self.until = until
    }
}
