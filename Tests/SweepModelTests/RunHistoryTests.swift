import SweepModel
import TestSupport
import Testing

/// Lives of runs over several attempts: budgets, and what holds in any history.
@Suite struct RunHistoryTests {
    private let now = Instant(nanoseconds: 0)

    /// Attempts until the run has ended, each with the same outcome.
    private func attempts(_ outcome: Outcome, policy: RetryPolicy) throws -> RunMachine {
        var machine = RunMachine()
        while !machine.state.isTerminal, machine.attempts < 100 {
            _ = try machine.handle(.leased, policy: policy, now: now)
            _ = try machine.handle(.started(attempt: machine.attempts), policy: policy, now: now)
            _ = try machine.handle(.ended(attempt: machine.attempts, outcome), policy: policy, now: now)
            _ = try machine.handle(.backoffElapsed, policy: policy, now: now)
        }
        return machine
    }

    @Test func `an attempt is read back from what its host calls it`() {
        for name in ["digits-3f9k", "a", "a-b-7-1", "9-0000"] {
            let attempt = AttemptID(run: RunID(sweep: SweepID(name), index: 17), number: 2)
            #expect(AttemptID(hostName: attempt.hostName) == attempt)
        }
        for text in [
            "", "sweep-", "sweep-1-1", "sweep--1-1", "sweep-a-x-1", "sweep-a-1-0", "swept-a-1-1", "x-sweep-a-1-1",
        ] {
            #expect(AttemptID(hostName: text) == nil, "\(text)")
        }
    }

    @Test(
        arguments: [
            (Outcome.exited(code: 0), 1, RunState.finished, nil), (.exited(code: 1), 3, .failed, .exitCode),
            (.signalled(9), 3, .failed, .signal), (.timedOut, 1, .failed, .timeout), (.outOfMemory, 1, .failed, .oom),
            (.lost, 4, .failed, .lost), (.launchFailed, 4, .failed, .launch),
        ] as [(Outcome, Int, RunState, Reason?)])
    func `each outcome uses up its own budget`(
        outcome: Outcome, attempts: Int, state: RunState, reason: Reason?
    ) throws {
        let machine = try self.attempts(outcome, policy: RetryPolicy(max: 2, on: [.crash]))
        #expect(machine.attempts == attempts)
        #expect(machine.state == state)
        #expect(machine.reason == reason)
    }

    @Test func `the host's failures leave the run's own budget alone`() throws {
        let policy = RetryPolicy(max: 1, on: [.crash])
        var machine = RunMachine()
        for outcome in [Outcome.lost, .launchFailed, .lost, .exited(code: 1)] {
            _ = try machine.handle(.leased, policy: policy, now: now)
            _ = try machine.handle(.ended(attempt: machine.attempts, outcome), policy: policy, now: now)
            #expect(machine.state == .retrying)
            _ = try machine.handle(.backoffElapsed, policy: policy, now: now)
        }
        #expect(machine.hostFailures == 3)
        #expect(machine.ownFailures == 1)
    }

    @Test func `retry gives a fresh budget and goes on counting attempts`() throws {
        var machine = try attempts(.exited(code: 1), policy: RetryPolicy(max: 1))
        _ = try machine.handle(.retryRequested, policy: RetryPolicy(), now: now)
        #expect(machine == RunMachine(phase: .queued, attempts: 2))
    }

    @Test func `requeueing costs nothing`() throws {
        var machine = RunMachine()
        for _ in 1...5 {
            _ = try machine.handle(.leased, policy: RetryPolicy(), now: now)
            _ = try machine.handle(.requeueRequested, policy: RetryPolicy(), now: now)
            _ = try machine.handle(.ended(attempt: machine.attempts, .signalled(2)), policy: RetryPolicy(), now: now)
        }
        #expect(machine == RunMachine(phase: .queued, attempts: 5))
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `in any history each lease is released once and never two attempts live`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let policy = RetryPolicy(max: 2, on: RetryPolicy.Class.allCases)
        var machine = RunMachine()
        var live: Set<Int> = []
        for _ in 0..<500 {
            let attempt = Int.random(in: 0...2, using: &random) == 0 ? machine.attempts - 1 : machine.attempts
            let outcomes: [Outcome] = [.exited(code: 0), .exited(code: 1), .lost, .timedOut, .launchFailed]
            let events: [RunMachine.Event] = [
                .leased, .started(attempt: attempt),
                .ended(attempt: attempt, outcomes.randomElement(using: &random) ?? .lost),
                .neverStarted(attempt: attempt), .backoffElapsed, .cancelRequested, .requeueRequested,
                .pruneRequested, .retryRequested, .withdrawn(.cancelled),
            ]
            let event = events.randomElement(using: &random) ?? .leased
            for action in (try? machine.handle(event, policy: policy, now: now)) ?? [] {
                switch action {
                case .launch(let number): #expect(live.insert(number).inserted)
                case .release(let number): #expect(live.remove(number) != nil)
                case .stop(let number): #expect(live.contains(number))
                case .wake(let until): #expect(machine.wakeAt == until)
                }
            }
            #expect(live == Set(machine.live.map { [$0.attempt] } ?? []))
            #expect(machine.state.isLive == !live.isEmpty)
        }
    }
}
