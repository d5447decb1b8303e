/// How far a sweep's points are materialised; saved after every step, so that the search goes on where it stopped.
package struct SearchCursor: Hashable, Codable, Sendable {
    package enum Phase: String, Hashable, Codable, Sendable {
        /// The explicit `points`, in order.
        case points
        /// The method's own points: grid positions or random draws.
        case method
        /// What is left of a finite space after too many repeated random draws, in keyed order.
        case remainder
        case exhausted
    }

    package var phase: Phase
    /// The next candidate's number within the phase, from 0.
    package var position: Int64
    /// How many candidates in a row were already known.
    package var skips: Int64

    package init(phase: Phase = .points, position: Int64 = 0, skips: Int64 = 0) {
        self.phase = phase
        self.position = position
        self.skips = skips
    }
}
