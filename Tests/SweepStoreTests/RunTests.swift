import SweepModel
import SweepStore
import Testing

@Suite("Runs in the store")
struct RunTests {
    @Test("a point and replicate become a run once, with the next index")
    func materialise() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let add = { @Sendable (key: String, replicate: Int) in
            try bench.store.transact {
                try $0.materialise(
                    sweep, parameters: ["x": .double(1)], pointKey: key, replicate: replicate, now: .second(3))
            }
        }
        #expect(try add("a", 0)?.id.index == 1)
        #expect(try add("a", 0) == nil)
        let second = try #require(try add("a", 1))
        #expect(second.id.index == 2)
        #expect(try add("b", 0)?.id.index == 3)
        #expect(try await bench.store.query { try $0.run(second.id) } == second)
        #expect(second.parameters == ["x": .double(1)])
        #expect(try await bench.store.query { try $0.hasRun(sweep, pointKey: "a", replicate: 1) })
        #expect(try await bench.store.query { try !$0.hasRun(sweep, pointKey: "a", replicate: 2) })
        #expect(try await bench.counts(sweep)[.queued] == 3)
    }

    @Test("every phase of the run machine is stored and comes back", arguments: phases)
    func everyPhase(_ phase: RunMachine.Phase) async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        var run = try #require(try await bench.materialise(sweep, 1).first)
        run.machine = RunMachine(phase: phase, attempts: 2, ownFailures: 1, hostFailures: 1)
        run.lastError = "boom"
        run.objective = Objective(value: -0.5, step: 9)
        run.exitCode = 3
        run.startedAt = .second(5)
        run.finishedAt = run.machine.state.isTerminal ? .second(6) : nil
        run.duration = .milliseconds(1500)
        let changed = run
        try bench.store.transact { try $0.update(run: changed) }
        #expect(try await bench.store.query { try $0.run(changed.id) } == changed)
    }

    static let phases: [RunMachine.Phase] = [
        .queued, .starting(attempt: 2, intent: nil), .starting(attempt: 2, intent: .cancel),
        .running(attempt: 2, intent: nil), .running(attempt: 2, intent: .prune), .running(attempt: 2, intent: .requeue),
        .retrying(until: .second(77)), .finished, .failed(.gpuOOM), .pruned, .cancelled(.targetReached),
    ]

    @Test("the next run to start is the waiting one with the lowest index")
    func next() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let runs = try await bench.materialise(sweep, 3)
        for expected in [1, 2, 3] {
            let next = try #require(try await bench.store.query { try $0.nextQueuedRun(sweep) })
            #expect(next.id.index == expected)
            try bench.store.transact { try $0.update(run: next.starting()) }
        }
        #expect(try await bench.store.query { try $0.nextQueuedRun(sweep) } == nil)
        try bench.store.transact { try $0.update(run: runs[1]) }
        #expect(try await bench.store.query { try $0.nextQueuedRun(sweep) }?.id.index == 2)
    }

    @Test("a record that breaks a rule of its state is refused, and so is one of no run")
    func refused() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        var run = try #require(try await bench.materialise(sweep, 1).first)
        run.finishedAt = .second(1)
        let illegal = run
        let found = await fault { try bench.store.transact { try $0.update(run: illegal) } }
        #expect(found?.code == .internal)
        #expect(found?.message.contains("run_end_when_ended") == true)
        let missing = RunRecord(id: RunID(sweep: sweep, index: 9), parameters: [:], pointKey: "", queuedAt: .second(1))
        #expect(await fault { try bench.store.transact { try $0.update(run: missing) } }?.code == .notFound)
        #expect(await fault { try await bench.store.query { try $0.runs(SweepID("none")) } }?.code == .notFound)
    }

    @Test("runs that wait for their backoff are told with its end")
    func retrying() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let runs = try await bench.materialise(sweep, 2)
        try bench.store.transact { transaction in
            for (place, run) in runs.enumerated() {
                var waiting = run
                waiting.machine = RunMachine(phase: .retrying(until: .second(50 - place)), attempts: 1, ownFailures: 1)
                try transaction.update(run: waiting)
            }
        }
        let found = try await bench.store.query { try $0.retryingRuns() }
        #expect(found.map(\.run.index) == [2, 1])
        #expect(found.map(\.at) == [.second(49), .second(50)])
    }

    @Test("attempts and leases come back, one live attempt a run at most")
    func attempts() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let run = try #require(try await bench.materialise(sweep, 1).first).id
        let first = AttemptRecord(id: AttemptID(run: run, number: 1), bootID: "boot", createdAt: .second(1))
        let second = AttemptRecord(id: AttemptID(run: run, number: 2), bootID: "boot", createdAt: .second(2))
        let lease = Lease(attempt: first.id, owner: 1000, cpus: 4, memory: ByteCount(bytes: 1 << 40))
        try bench.store.transact { transaction in
            try transaction.insert(attempt: first)
            try transaction.insert(lease: lease)
        }
        let live = try await bench.store.query { try $0.liveAttempts() }
        #expect(live.map(\.attempt) == [first])
        #expect(live.map(\.lease) == [lease])
        #expect(await fault { try bench.store.transact { try $0.insert(attempt: second) } }?.code == .conflict)
        let ended = AttemptRecord(
            id: first.id, state: .failed, reason: .signal, signal: 9, bootID: "boot", createdAt: .second(1),
            startedAt: .second(2), finishedAt: .second(3), duration: .seconds(1), lastError: "killed")
        try bench.store.transact { transaction in
            try transaction.update(attempt: ended)
            try transaction.insert(attempt: second)
        }
        #expect(try await bench.store.query { try $0.leases() } == [])
        #expect(try await bench.store.query { try $0.attempts(run) } == [ended, second])
        #expect(try await bench.store.query { try $0.attempt(ended.id) } == ended)
    }

    @Test("events are numbered over all sweeps and read on from any of them")
    func events() async throws {
        let bench = try Bench()
        let sweeps = [try await bench.submit(.sample("a-0001")), try await bench.submit(.sample("a-0002"))]
        let written = try bench.store.transact { transaction in
            try (0..<6).map { number in
                try transaction.append(
                    event: EventRecord(
                        at: .second(number), sweep: sweeps[number % 2], run: 1, attempt: 2, event: "started",
                        detail: "x"))
            }
        }
        #expect(written.map(\.sequence) == [1, 2, 3, 4, 5, 6])
        #expect(try await bench.store.query { try $0.events(after: 2, limit: 3) } == Array(written[2..<5]))
        #expect(
            try await bench.store.query { try $0.events(sweeps[1], after: 2, limit: 9) } == [written[3], written[5]])
        #expect(try await bench.store.query { try $0.lastSequence() } == 6)
    }
}
