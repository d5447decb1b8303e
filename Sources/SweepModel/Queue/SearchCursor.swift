/// How far a sweep's points are materialised: the search goes on from here and from nothing else.
package struct SearchCursor: Hashable, Codable, Sendable {
    package enum Phase: String, Hashable, Codable, Sendable {
        /// The method's own points: grid positions or random draws.
        case method
        /// What is left of a finite space after too many repeated random draws, in keyed order.
        case remainder
        /// The method has no more.
        case exhausted
    }

    /// How many of the explicit points have been taken; they go before the method's own, also those that an edit adds
    /// later.
    package var points: Int64
    package var phase: Phase
    /// The next candidate's number within the phase, from 0.
    package var position: Int64
    /// What the draws in a row that brought nothing new weigh together.
    package var skips: Int64
    /// Which of the candidate's replicates is next, from 0.
    package var replicate: Int

    /// The cursor of a sweep that gave up the points that are left. Explicit ones that an edit adds later still come.
    ///
    /// The store knows it by a position that no search comes to.
    ///
    /// - Parameter points: how many explicit points the sweep has.
    package static func givenUp(points: Int64) -> SearchCursor {
        SearchCursor(points: points, phase: .exhausted, position: .max)
    }

    /// Whether the sweep gave up points, instead of having come to the end of them. An older sweepd wrote `points` so.
    package var isGivenUp: Bool { phase == .exhausted && (position == .max || points == .max) }

    package init(
        points: Int64 = 0, phase: Phase = .method, position: Int64 = 0, skips: Int64 = 0, replicate: Int = 0
    ) {
        self.points = points
        self.phase = phase
        self.position = position
        self.skips = skips
        self.replicate = replicate
    }
}
