/// The life of a run: events in, actions out. The only place that decides a run's next state.
///
/// Events are told in the order in which they happened; one that can only be an echo (the end of an attempt that is
/// no longer live) changes nothing, so that a replay after a crash is harmless. A command that the state does not
/// allow throws a ``Fault`` with code `conflict`.
package struct RunMachine: Hashable, Sendable {
    /// What the user or the search wants of a live attempt that is being stopped.
    package enum Intent: String, Hashable, Sendable, Codable { case cancel, requeue, prune }

    package enum Phase: Hashable, Sendable {
        case queued
        case starting(attempt: Int, intent: Intent?)
        case running(attempt: Int, intent: Intent?)
        case retrying(until: Instant)
        case finished
        case failed(Reason)
        case pruned
        case cancelled(Reason)
    }

    package enum Event: Hashable, Sendable {
        case leased
        case started(attempt: Int)
        case ended(attempt: Int, Outcome)
        /// A restart proved that the attempt's runner never began.
        case neverStarted(attempt: Int)
        case backoffElapsed
        case cancelRequested
        case requeueRequested
        case pruneRequested
        case retryRequested
        /// The sweep takes no more runs: what waits is given up for this reason.
        case withdrawn(Reason)
    }

    package enum Action: Hashable, Sendable {
        case launch(attempt: Int)
        case stop(attempt: Int)
        case release(attempt: Int)
        case wake(at: Instant)
    }

    package private(set) var phase: Phase
    /// How many attempts there have been, the live one included.
    package private(set) var attempts: Int
    /// Failures of the run itself so far; `retry.max` counts these.
    package private(set) var ownFailures: Int
    /// Failures of the host so far.
    package private(set) var hostFailures: Int

    package init(phase: Phase = .queued, attempts: Int = 0, ownFailures: Int = 0, hostFailures: Int = 0) {
        self.phase = phase
        self.attempts = attempts
        self.ownFailures = ownFailures
        self.hostFailures = hostFailures
    }

    package mutating func handle(_ event: Event, policy: RetryPolicy, now: Instant) throws(Fault) -> [Action] {
        switch event {
        case .leased: try leased()
        case .started(let attempt): started(attempt)
        case .ended(let attempt, let outcome): ended(attempt, outcome, policy: policy, now: now)
        case .neverStarted(let attempt): neverStarted(attempt)
        case .backoffElapsed: backoffElapsed()
        case .cancelRequested: try stopRequested(.cancel)
        case .requeueRequested: try stopRequested(.requeue)
        case .pruneRequested: try stopRequested(.prune)
        case .retryRequested: try retryRequested()
        case .withdrawn(let reason): withdrawn(reason)
        }
    }

    private mutating func leased() throws(Fault) -> [Action] {
        guard case .queued = phase else { throw conflict("start") }
        attempts += 1
        phase = .starting(attempt: attempts, intent: nil)
        return [.launch(attempt: attempts)]
    }

    private mutating func started(_ attempt: Int) -> [Action] {
        guard case .starting(attempt, let intent) = phase else { return [] }
        phase = .running(attempt: attempt, intent: intent)
        return []
    }

    private mutating func neverStarted(_ attempt: Int) -> [Action] {
        guard case .starting(attempt, let intent) = phase else { return [] }
        phase = intent.map(Self.phase(after:)) ?? .queued
        return [.release(attempt: attempt)]
    }

    private mutating func ended(_ attempt: Int, _ outcome: Outcome, policy: RetryPolicy, now: Instant) -> [Action] {
        guard let live, live.attempt == attempt else { return [] }
        if outcome.succeeded {
            phase = .finished
        } else if let intent = live.intent {
            phase = Self.phase(after: intent)
        } else if let reason = outcome.reason {
            phase = failed(reason, policy: policy, now: now)
        }
        guard case .retrying(let until) = phase else { return [.release(attempt: attempt)] }
        return [.release(attempt: attempt), .wake(at: until)]
    }

    private mutating func failed(_ reason: Reason, policy: RetryPolicy, now: Instant) -> Phase {
        let mayRetry: Bool
        let count: Int
        if reason.isHostFailure {
            hostFailures += 1
            (mayRetry, count) = (hostFailures <= RetryPolicy.hostRetriesMax, hostFailures)
        } else {
            ownFailures += 1
            let covered = policy.on.contains { $0.covers(reason) }
            (mayRetry, count) = (covered && ownFailures <= policy.max, ownFailures)
        }
        return mayRetry ? .retrying(until: now + policy.delay(afterFailure: count)) : .failed(reason)
    }

    private static func phase(after intent: Intent) -> Phase {
        switch intent {
        case .cancel: .cancelled(.cancelled)
        case .requeue: .queued
        case .prune: .pruned
        }
    }

    private mutating func backoffElapsed() -> [Action] {
        if case .retrying = phase { phase = .queued }
        return []
    }

    private mutating func stopRequested(_ intent: Intent) throws(Fault) -> [Action] {
        switch phase {
        case .starting(let attempt, nil):
            phase = .starting(attempt: attempt, intent: intent)
            return [.stop(attempt: attempt)]
        case .running(let attempt, nil):
            phase = .running(attempt: attempt, intent: intent)
            return [.stop(attempt: attempt)]
        case .starting(let attempt, .some) where intent == .cancel:
            phase = .starting(attempt: attempt, intent: .cancel)
            return []
        case .running(let attempt, .some) where intent == .cancel:
            phase = .running(attempt: attempt, intent: .cancel)
            return []
        case .starting, .running: return []
        case .queued where intent != .prune, .retrying where intent != .prune:
            phase = Self.phase(after: intent)
            return []
        default: throw conflict(intent.rawValue)
        }
    }

    private mutating func retryRequested() throws(Fault) -> [Action] {
        switch phase {
        case .failed, .cancelled, .pruned, .finished, .retrying:
            phase = .queued
            ownFailures = 0
            hostFailures = 0
            return []
        case .queued, .starting, .running: throw conflict("retry")
        }
    }

    private mutating func withdrawn(_ reason: Reason) -> [Action] {
        switch phase {
        case .queued, .retrying: phase = .cancelled(reason)
        default: break
        }
        return []
    }

    private func conflict(_ verb: String) -> Fault {
        Fault(.conflict, "cannot \(verb) the run: it is \(state.rawValue)")
    }
}

extension RunMachine {
    /// The live attempt and what is wanted of it, if there is one.
    package var live: (attempt: Int, intent: Intent?)? {
        switch phase {
        case .starting(let attempt, let intent), .running(let attempt, let intent): (attempt, intent)
        default: nil
        }
    }

    package var state: RunState {
        switch phase {
        case .queued: .queued
        case .starting: .starting
        case .running: .running
        case .retrying: .retrying
        case .finished: .finished
        case .failed: .failed
        case .pruned: .pruned
        case .cancelled: .cancelled
        }
    }

    package var reason: Reason? {
        switch phase {
        case .failed(let reason), .cancelled(let reason): reason
        case .pruned: .pruned
        default: nil
        }
    }

    package var wakeAt: Instant? { if case .retrying(let until) = phase { until } else { nil } }
}
