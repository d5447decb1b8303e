/// The life of a sweep: events in, actions out. The only place that decides a sweep's next state.
package struct SweepMachine: Hashable, Sendable {
    package enum Event: Hashable, Sendable {
        case releaseRequested
        case pauseRequested
        case resumeRequested
        case stopRequested
        case cancelRequested
        /// `max_failures` tripped.
        case failuresExceeded
        /// An image that its runs need cannot be had.
        case imageRefused
        /// A run reached `metric.target`.
        case targetReached
        /// No run is live or waiting, and no point is left.
        ///
        /// - Parameter exhausted: the space had fewer points than `run_cap` asked for.
        case drained(exhausted: Bool)
        /// A run of an ended sweep was asked to run again, or an edit brought it more points.
        case reopened
    }

    package enum Action: Hashable, Sendable {
        /// Give up the runs that wait.
        case withdrawWaiting(Reason)
        /// Stop the live attempts too.
        case cancelLive
    }

    package private(set) var state: SweepState
    package private(set) var reason: SweepReason?

    package init(state: SweepState = .running, reason: SweepReason? = nil) {
        self.state = state
        self.reason = reason
    }

    /// Whether points may become runs, and waiting runs may start.
    package var mayStartRuns: Bool { state == .running && reason != .targetReached }

    package mutating func handle(_ event: Event) throws(Fault) -> [Action] {
        switch (event, state) {
        case (.releaseRequested, .held): move(.running)
        // A sweep whose target is reached starts nothing more anyway.
        case (.pauseRequested, .running) where reason == .targetReached: break
        case (.failuresExceeded, .running) where reason == .targetReached: break
        case (.pauseRequested, .running), (.pauseRequested, .held): move(.paused, .user)
        case (.pauseRequested, .paused): move(.paused, .user)
        case (.resumeRequested, .paused): move(.running)
        case (.resumeRequested, .running), (.releaseRequested, .running): break
        case (.stopRequested, .held), (.stopRequested, .running), (.stopRequested, .paused):
            move(.stopped, .user)
            return [.withdrawWaiting(.cancelled)]
        case (.cancelRequested, .held), (.cancelRequested, .running), (.cancelRequested, .paused),
            (.cancelRequested, .stopped):
            move(.cancelled, .user)
            return [.withdrawWaiting(.cancelled), .cancelLive]
        case (.failuresExceeded, .running): move(.paused, .maxFailures)
        case (.imageRefused, .running) where reason != .targetReached: move(.paused, .image)
        case (.targetReached, .running), (.targetReached, .paused), (.targetReached, .held):
            move(.running, .targetReached)
            return [.withdrawWaiting(.targetReached)]
        case (.drained(let exhausted), .running):
            move(.finished, reason ?? (exhausted ? .exhausted : nil))
        case (.reopened, .finished), (.reopened, .stopped), (.reopened, .cancelled): move(.running)
        case (.failuresExceeded, _), (.imageRefused, _), (.targetReached, _), (.drained, _), (.reopened, _): break
        case (.stopRequested, .stopped), (.cancelRequested, .cancelled): break
        default: throw conflict(event)
        }
        return []
    }

    private mutating func move(_ state: SweepState, _ reason: SweepReason? = nil) {
        self.state = state
        self.reason = reason
    }

    private func conflict(_ event: Event) -> Fault {
        let verb =
            switch event {
            case .releaseRequested: "release"
            case .pauseRequested: "pause"
            case .resumeRequested: "resume"
            case .stopRequested: "stop"
            default: "cancel"
            }
        let hint = state == .held && event == .resumeRequested ? "release it with 'sweepctl release'" : nil
        return Fault(.conflict, "cannot \(verb) the sweep: it is \(state.rawValue)", hint: hint)
    }
}
