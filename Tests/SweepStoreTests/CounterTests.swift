import GRDB
import SweepModel
import SweepStore
import Testing

@Suite("Counters beside the runs")
struct CounterTests {
    @Test("after any walk of the run machine they equal a recount", arguments: [1, 2, 3, 4] as [UInt64])
    func randomWalk(seed: UInt64) async throws {
        let bench = try Bench()
        let sweep = try await bench.submit(.sample(goal: seed % 2 == 0 ? .maximize : .minimize))
        var runs = try await bench.materialise(sweep, 25)
        var random = Seeded(state: seed)
        var inARow = 0
        for step in 0..<600 {
            let place = Int.random(in: 0..<runs.count, using: &random)
            let old = runs[place]
            guard let new = Self.step(old, at: step, &random) else { continue }
            runs[place] = new
            if new.machine.state != old.machine.state {
                if new.machine.state == .finished { inARow = 0 }
                if Self.failedOfItself(new) { inARow += 1 }
            }
            try bench.store.transact { try $0.update(run: new) }
            if step % 20 == 0 { try await check(bench, sweep, runs, inARow) }
        }
        try await check(bench, sweep, runs, inARow)
        #expect(runs.contains { $0.machine.attempts > 2 })
    }

    private static func failedOfItself(_ run: RunRecord) -> Bool {
        if case .failed(let reason) = run.machine.phase { !reason.isHostFailure } else { false }
    }

    private static let outcomes: [Outcome] = [
        .exited(code: 0), .exited(code: 0), .exited(code: 1), .signalled(9), .timedOut, .lost, .launchFailed,
    ]

    /// The run after an event drawn at random; nil where its state does not allow that event.
    private static func step(_ run: RunRecord, at step: Int, _ random: inout Seeded) -> RunRecord? {
        var run = run
        let attempt = run.machine.attempts
        let ended = RunMachine.Event.ended(attempt: attempt, outcomes.randomElement(using: &random) ?? .lost)
        let events: [RunMachine.Event] = [
            .leased, .leased, .started(attempt: attempt), ended, ended, ended, .neverStarted(attempt: attempt),
            .backoffElapsed, .cancelRequested, .requeueRequested, .pruneRequested, .retryRequested,
            .withdrawn(.targetReached),
        ]
        let policy = RetryPolicy(max: 1, backoff: .seconds(1))
        guard let event = events.randomElement(using: &random),
            (try? run.machine.handle(event, policy: policy, now: .second(step))) != nil
        else { return nil }
        run.finishedAt = run.machine.state.isTerminal ? .second(step) : nil
        run.duration = run.machine.state.isTerminal ? .milliseconds(Int64(step)) : nil
        run.objective = Bool.random(using: &random) ? Objective(value: Double(step % 7), step: nil) : nil
        return run
    }

    private func check(_ bench: Bench, _ sweep: SweepID, _ runs: [RunRecord], _ inARow: Int) async throws {
        let found = try #require(try await bench.store.query { try $0.overview(sweep) })
        for state in RunState.allCases {
            #expect(found.counts[state] == runs.count { $0.machine.state == state }, "\(state)")
        }
        #expect(found.counts.ownFailures == runs.count { Self.failedOfItself($0) })
        #expect(found.counts.failuresInARow == inARow)
        let duration = runs.reduce(0) { $0 + ($1.machine.state == .finished ? $1.duration?.nanoseconds ?? 0 : 0) }
        #expect(found.finishedDuration.nanoseconds == duration)
        #expect(found.best?.index == Self.best(runs, found.metric?.goal)?.id.index)
        let stored = try await bench.store.query { try $0.runs(sweep) }
        #expect(stored == runs)
    }

    private static func best(_ runs: [RunRecord], _ goal: MetricGoal.Goal?) -> RunRecord? {
        let ranked = runs.filter { [.finished, .pruned].contains($0.machine.state) && $0.objective != nil }
        let sign = goal == .maximize ? -1.0 : 1.0
        return ranked.min {
            (sign * ($0.objective?.value ?? 0), $0.id.index) < (sign * ($1.objective?.value ?? 0), $1.id.index)
        }
    }

    @Test("a removed run is no longer counted, and its index not given again")
    func removal() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let runs = try await bench.materialise(sweep, 2)
        try bench.store.transact { try $0.update(run: runs[1].finished(0.5, seconds: 4)) }
        try bench.store.transact { try $0.deleteRun(runs[1].id) }
        let found = try #require(try await bench.store.query { try $0.overview(sweep) })
        #expect(found.counts.all == 1)
        #expect(found.finishedDuration == .zero)
        #expect(found.best == nil)
        let next = try bench.store.transact {
            try $0.materialise(sweep, parameters: [:], pointKey: "n", now: .second(1))
        }
        #expect(next?.id.index == 3)
    }
}
