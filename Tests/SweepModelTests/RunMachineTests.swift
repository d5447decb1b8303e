import SweepModel
import Testing

/// What a run must do with every event in every phase, row by row.
@Suite struct RunMachineTests {
    typealias Phase = RunMachine.Phase
    typealias Event = RunMachine.Event
    typealias Action = RunMachine.Action

    /// What a row expects: the next phase and the actions, or a refusal.
    enum Expectation: Sendable {
        case becomes(Phase, [Action])
        case stays
        case refused
    }

    static let now = Instant(nanoseconds: 1_000_000_000)
    static let policy = RetryPolicy(max: 1, backoff: .seconds(30), on: [.crash])
    static let later = now + .seconds(30)

    static let phases: [Phase] =
        [.queued, .retrying(until: later), .finished, .failed(.exitCode), .pruned, .cancelled(.cancelled)]
        + [nil, .cancel, .requeue, .prune].flatMap { (intent: RunMachine.Intent?) -> [Phase] in
            [.starting(attempt: 2, intent: intent), .running(attempt: 2, intent: intent)]
        }

    static let events: [Event] = [
        .leased, .started(attempt: 2), .started(attempt: 1), .ended(attempt: 2, .exited(code: 0)),
        .ended(attempt: 2, .exited(code: 1)), .ended(attempt: 2, .timedOut), .ended(attempt: 2, .lost),
        .ended(attempt: 1, .exited(code: 0)), .neverStarted(attempt: 2), .neverStarted(attempt: 1), .backoffElapsed,
        .cancelRequested, .requeueRequested, .pruneRequested, .retryRequested, .withdrawn(.targetReached),
    ]

    @Test(arguments: phases, events)
    func `every event in every phase does what the table says`(phase: Phase, event: Event) {
        var machine = RunMachine(phase: phase, attempts: 2)
        let result = Result { () throws(Fault) in try machine.handle(event, policy: Self.policy, now: Self.now) }
        switch Self.expectation(phase, event) {
        case .becomes(let next, let actions):
            #expect(machine.phase == next)
            #expect(result == .success(actions))
        case .stays:
            #expect(machine == RunMachine(phase: phase, attempts: 2))
            #expect(result == .success([]))
        case .refused:
            #expect(machine == RunMachine(phase: phase, attempts: 2))
            #expect(throws: Fault.self) { try result.get() }
            if case .failure(let fault) = result { #expect(fault.code == .conflict) }
        }
    }

    /// The table, written from the contract and not from the machine.
    static func expectation(_ phase: Phase, _ event: Event) -> Expectation {
        switch phase {
        case .queued, .retrying: waiting(phase, event)
        case .starting(_, let intent), .running(_, let intent): live(phase, intent, event)
        case .finished, .failed, .pruned, .cancelled: ended(event)
        }
    }

    private static func waiting(_ phase: Phase, _ event: Event) -> Expectation {
        let isQueued = phase == .queued
        return switch event {
        case .leased: isQueued ? .becomes(.starting(attempt: 3, intent: nil), [.launch(attempt: 3)]) : .refused
        case .backoffElapsed: isQueued ? .stays : .becomes(.queued, [])
        case .cancelRequested: .becomes(.cancelled(.cancelled), [])
        case .requeueRequested: .becomes(.queued, [])
        case .retryRequested: isQueued ? .refused : .becomes(.queued, [])
        case .withdrawn(let reason): .becomes(.cancelled(reason), [])
        case .pruneRequested: .refused
        case .started, .ended, .neverStarted: .stays
        }
    }

    private static func live(_ phase: Phase, _ intent: RunMachine.Intent?, _ event: Event) -> Expectation {
        let isStarting = if case .starting = phase { true } else { false }
        return switch event {
        case .leased, .retryRequested: .refused
        case .started(2) where isStarting: .becomes(.running(attempt: 2, intent: intent), [])
        case .ended(2, let outcome): end(intent, outcome)
        case .neverStarted(2) where isStarting: .becomes(after(intent) ?? .queued, [.release(attempt: 2)])
        case .cancelRequested: stop(isStarting, .cancel, before: intent)
        case .requeueRequested: intent == nil ? stop(isStarting, .requeue, before: nil) : .stays
        case .pruneRequested: intent == nil ? stop(isStarting, .prune, before: nil) : .stays
        default: .stays
        }
    }

    private static func stop(
        _ isStarting: Bool, _ intent: RunMachine.Intent, before: RunMachine.Intent?
    ) -> Expectation {
        let actions: [Action] = before == nil ? [.stop(attempt: 2)] : []
        return .becomes(
            isStarting ? .starting(attempt: 2, intent: intent) : .running(attempt: 2, intent: intent), actions)
    }

    private static func end(_ intent: RunMachine.Intent?, _ outcome: Outcome) -> Expectation {
        if outcome.succeeded { return .becomes(.finished, [.release(attempt: 2)]) }
        if let wanted = after(intent) { return .becomes(wanted, [.release(attempt: 2)]) }
        return switch outcome {
        case .timedOut: .becomes(.failed(.timeout), [.release(attempt: 2)])
        default: .becomes(.retrying(until: later), [.release(attempt: 2), .wake(at: later)])
        }
    }

    private static func after(_ intent: RunMachine.Intent?) -> Phase? {
        switch intent {
        case nil: nil
        case .cancel: .cancelled(.cancelled)
        case .requeue: .queued
        case .prune: .pruned
        }
    }

    private static func ended(_ event: Event) -> Expectation {
        switch event {
        case .retryRequested: .becomes(.queued, [])
        case .leased, .cancelRequested, .requeueRequested, .pruneRequested: .refused
        default: .stays
        }
    }
}
