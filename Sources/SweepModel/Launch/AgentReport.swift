/// What an agent in a process of its own tells, in the order in which it came about.
package struct AgentReport: Hashable, Sendable, Codable {
    package enum News: Hashable, Sendable, Codable {
        case event(AgentEvent)
        case answer(UInt64, AgentAnswer)
    }

    /// The name under which the daemon gave its orders.
    package var session: String
    /// Grows with each report of the session, from 1, so that one whose receipt was lost counts once.
    package var number: UInt64
    package var news: [News]

    package init(session: String, number: UInt64, news: [News]) {
        self.session = session
        self.number = number
        self.news = news
    }
}

extension AgentEvent {
    /// The attempt that it is about; nil where it is about none.
    package var attempt: AttemptID? {
        switch self {
        case .started(let attempt, _), .metrics(let attempt, _, _), .ended(let attempt, _), .neverStarted(let attempt),
            .deviceTaken(let attempt, _, _), .noted(let attempt, _):
            attempt
        case .image, .hookEnded: nil
        }
    }

    /// Whether nothing more comes of that attempt.
    package var isLast: Bool {
        switch self {
        case .ended, .neverStarted: true
        case .started, .metrics, .deviceTaken, .image, .hookEnded, .noted: false
        }
    }
}
