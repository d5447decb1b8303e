/// Commands that are run when something happens to a sweep: as its owner, with an environment made from nothing.
package struct Hooks: Hashable, Codable, Sendable {
    package enum Event: String, Codable, Sendable, CaseIterable {
        /// The sweep has come to its end: finished, stopped or cancelled.
        case finished
        /// `max_failures` paused it.
        case failing
    }

    /// Argument vectors, in the order in which they start.
    package var finished: [[String]]
    package var failing: [[String]]

    package init(finished: [[String]] = [], failing: [[String]] = []) {
        self.finished = finished
        self.failing = failing
    }

    package subscript(event: Event) -> [[String]] {
        get { event == .finished ? finished : failing }
        set { if event == .finished { finished = newValue } else { failing = newValue } }
    }
}

extension Hooks.Event {
    /// What an event of a sweep's machine is to hooks; nil for nothing.
    package init?(_ machine: SweepMachine) {
        switch machine.state {
        case .finished, .stopped, .cancelled: self = .finished
        case .paused where machine.reason == .maxFailures: self = .failing
        case .held, .running, .paused: return nil
        }
    }
}
