/// How an image comes to a host that lacks it, before any run that needs it gets a lease: events in, actions out.
package struct ImageFetch: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// Nobody has asked an agent yet.
        case wanted
        case fetching
        /// The registry was not reached; there is another try.
        case waiting(until: Instant)
        /// It is there, was given up, or nobody wants it any more.
        case over
    }

    package enum Event: Hashable, Sendable {
        case ordered
        case answered(ImageAnswer)
        case backoffElapsed
        /// No sweep waits for it any more.
        case abandoned
    }

    package enum Action: Hashable, Sendable {
        case fetch
        case abandon
        /// The sweeps that wait are of this image from now on.
        case pin(ImageRecord)
        /// The sweeps that wait are told why it cannot be had.
        case giveUp(String)
    }

    /// How often a registry that cannot be reached is tried, which takes most of an hour.
    package static let triesMax = 10
    private static let firstDelay = Span.seconds(10)
    private static let longestDelay = Span.seconds(600)

    package private(set) var state = State.wanted
    /// How often an agent was asked.
    package private(set) var tries = 0
    /// Since when it is being fetched, or has waited for the next try.
    package private(set) var since: Instant
    /// Why the last try failed.
    package private(set) var lastError: String?

    package init(since: Instant) { self.since = since }

    /// When it is to be tried again; nil where it does not wait for that.
    package var wakeAt: Instant? { if case .waiting(let until) = state { until } else { nil } }

    package mutating func handle(_ event: Event, now: Instant) -> [Action] {
        switch (state, event) {
        case (.wanted, .ordered), (.waiting, .backoffElapsed):
            move(.fetching, now)
            tries += 1
            return [.fetch]
        case (.fetching, .answered(.there(let image))):
            move(.over, now)
            return [.pin(image)]
        case (.fetching, .answered(.unreachable(let words))): return failed(words, mayRetry: tries < Self.triesMax, now)
        case (.fetching, .answered(.refused(let words))): return failed(words, mayRetry: false, now)
        case (.fetching, .abandoned):
            move(.over, now)
            return [.abandon]
        case (.wanted, .abandoned), (.waiting, .abandoned):
            move(.over, now)
            return []
        default: return []
        }
    }

    private mutating func failed(_ words: String, mayRetry: Bool, _ now: Instant) -> [Action] {
        lastError = words
        guard mayRetry else {
            move(.over, now)
            return [.giveUp(words)]
        }
        move(.waiting(until: now + Self.delay(afterTry: tries)), now)
        return []
    }

    /// 10 seconds, doubled with each try, at most 10 minutes.
    package static func delay(afterTry number: Int) -> Span {
        Swift.min(longestDelay, Span(nanoseconds: firstDelay.nanoseconds << Int64(Swift.min(number - 1, 10))))
    }

    private mutating func move(_ state: State, _ now: Instant) {
        self.state = state
        since = now
    }

    /// What is going on, for people.
    ///
    /// - Parameter order: what is fetched, and by which engine.
    package func words(_ order: ImageOrder, now: Instant) -> String {
        let image = "its image '\(order.image)'"
        return switch state {
        case .wanted, .over: "waiting for \(image)"
        case .fetching:
            "waiting for \(image): \(order.engine) has been fetching it for \(Self.whole(now - since).text)"
                + (tries > 1 ? ", try \(tries) of \(Self.triesMax)" : "")
        case .waiting(let until):
            "waiting for \(image): try \(tries) of \(Self.triesMax) failed, the next is in "
                + "\(Self.whole(until - now).text): \(lastError ?? "")"
        }
    }

    private static func whole(_ span: Span) -> Span { .seconds(Swift.max(0, span.nanoseconds / 1_000_000_000)) }
}
