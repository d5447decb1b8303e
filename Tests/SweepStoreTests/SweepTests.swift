import SweepModel
import SweepStore
import Testing

@Suite("Sweeps in the store")
struct SweepTests {
    @Test("a sweep comes back as it was, integers and floats apart, after the store is closed and opened")
    func roundTrip() async throws {
        let folder = try Folder()
        let sweep = SweepRecord.sample(key: "once")
        do {
            let store = try Store.open(path: folder.database)
            try store.transact { try $0.insertSweep(sweep) }
            try store.close()
        }
        let store = try Store.open(path: folder.database)
        #expect(try await store.query { try $0.sweep(sweep.id) } == sweep)
        #expect(try await store.query { try $0.sweep(key: "once", owner: 1000) } == sweep)
        #expect(try await store.query { try $0.sweep(key: "once", owner: 7) } == nil)
        #expect(try await store.query { try $0.text(sweep.id, revision: 1) } == sweep.text)
        #expect(try await store.query { try $0.specification(sweep.id, revision: 1) } == sweep.specification)
        #expect(try await store.query { try $0.text(sweep.id, revision: 2) } == nil)
        try store.close()
    }

    @Test("a second sweep of the same id, or of the same owner and key, is a conflict")
    func duplicates() async throws {
        let bench = try Bench()
        try await bench.submit(.sample("a-0001", key: "k"))
        #expect(await fault { try await bench.submit(.sample("a-0001")) }?.code == .conflict)
        #expect(await fault { try await bench.submit(.sample("a-0002", key: "k")) }?.code == .conflict)
        try await bench.submit(.sample("a-0003", uid: 1001, key: "k"))
        #expect(try await bench.store.query { try $0.sweeps().map(\.id.text) } == ["a-0003", "a-0001"])
    }

    @Test("lists are by owner and state, the newest first")
    func lists() async throws {
        let bench = try Bench()
        try await bench.submit(.sample("a-0001", machine: SweepMachine(state: .held)))
        try await bench.submit(.sample("a-0002", uid: 7))
        try await bench.submit(.sample("a-0003"))
        let list = { @Sendable (owner: UInt32?, states: Set<SweepState>, limit: Int?) in
            try await bench.store.query { try $0.sweeps(owner: owner, states: states, limit: limit).map(\.id.text) }
        }
        #expect(try await list(nil, [], nil) == ["a-0003", "a-0002", "a-0001"])
        #expect(try await list(nil, [], 2) == ["a-0003", "a-0002"])
        #expect(try await list(1000, [], nil) == ["a-0003", "a-0001"])
        #expect(try await list(nil, [.held, .paused], nil) == ["a-0001"])
        let overview = try #require(try await bench.store.query { try $0.sweeps(limit: 1) }.first)
        #expect(overview.commit == "abc123")
        #expect(overview.labels == ["zeta": 1, "alpha": "b"])
        #expect(overview.metric == MetricGoal(name: "accuracy", goal: .maximize, target: 0.99))
    }

    @Test("the scheduler sees sweeps that have not ended, and ended ones whose runs have not")
    func entries() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit(.sample("a-0001"))
        try await bench.submit(.sample("a-0002", machine: SweepMachine(state: .cancelled, reason: .user)))
        let runs = try await bench.materialise(sweep, 3)
        try bench.store.transact { transaction in
            try transaction.update(run: runs[0].starting())
            try transaction.setCursor(sweep, SearchCursor(phase: .exhausted, position: 9, skips: 1))
            try transaction.update(
                sweep: sweep, machine: SweepMachine(state: .stopped, reason: .user), lastError: "boom", endedAt: nil)
        }
        var entry = SweepEntry(
            id: sweep, order: 1, owner: 1000, machine: SweepMachine(state: .stopped, reason: .user), priority: -3,
            request: ResourceRequest(cpus: 2, memory: ByteCount(bytes: 1 << 30)), maxParallel: nil, live: 1, queued: 2,
            retrying: 0, mayMaterialise: false)
        entry.ownerName = "ana"
        #expect(try await bench.store.query { try $0.entries() } == [entry])
        #expect(try await bench.store.query { try $0.entry(sweep) } == entry)
        let found = try await bench.store.query { try $0.sweep(sweep) }
        #expect(found?.cursor == SearchCursor(phase: .exhausted, position: 9, skips: 1))
        #expect(found?.lastError == "boom")
    }

    @Test("only an ended sweep whose runs have ended can be removed, and nothing of it stays")
    func removal() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let runs = try await bench.materialise(sweep, 2)
        let delete = { try bench.store.transact { try $0.deleteSweep(sweep) } }
        #expect(await fault(delete)?.code == .conflict)
        try bench.store.transact { transaction in
            try transaction.update(
                sweep: sweep, machine: SweepMachine(state: .cancelled, reason: .user), lastError: nil,
                endedAt: .second(9))
            _ = try transaction.append(event: EventRecord(at: .second(1), sweep: sweep, event: "cancelled"))
        }
        #expect(await fault(delete)?.code == .conflict)
        #expect(await fault { try bench.store.transact { try $0.deleteRun(runs[0].id) } }?.code == .conflict)
        try bench.store.transact { transaction in
            for run in runs { try transaction.update(run: run.finished(nil)) }
        }
        #expect(try bench.store.transact { try $0.deleteRuns(sweep, limit: 1) } == 1)
        try delete()
        #expect(await fault(delete)?.code == .notFound)
        #expect(try await bench.store.query { try $0.events(limit: 9) } == [])
        #expect(try await bench.store.query { try $0.run(runs[0].id) } == nil)
        try await bench.submit()
    }

    @Test("a sweep is removed in pieces, and an interrupted removal is begun again where it was")
    func pieces() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit(.sample(key: "k"))
        let runs = try await bench.materialise(sweep, 5)
        try bench.store.transact { transaction in
            for run in runs { try transaction.update(run: run.finished(nil)) }
            for _ in 0..<3 { _ = try transaction.append(event: EventRecord(at: .second(1), sweep: sweep, event: "e")) }
        }
        let begin = { try bench.store.transact { try $0.beginRemoval(sweep) } }
        #expect(await fault(begin)?.code == .conflict)
        #expect(try await bench.store.query { try $0.isBeingRemoved(sweep) } == false)
        try bench.store.transact { transaction in
            let machine = SweepMachine(state: .cancelled, reason: .user)
            try transaction.update(sweep: sweep, machine: machine, lastError: nil, endedAt: .second(9))
        }
        try begin()
        let next = { try bench.store.transact { try $0.removePiece(of: sweep, limit: 2) } }
        #expect(try next() == false)
        #expect(try await bench.counts(sweep).all == 3)
        try begin()
        #expect(try await bench.store.query { try $0.isBeingRemoved(sweep) })
        #expect(try await bench.store.query { try $0.sweep(key: "k", owner: 1000) } == nil)
        var pieces = 1
        repeat { pieces += 1 } while try !next()
        #expect(pieces == 6)
        #expect(await fault(begin)?.code == .notFound)
        #expect(try await bench.store.query { try $0.isBeingRemoved(sweep) } == false)
        #expect(try await bench.store.query { try $0.events(limit: 9) } == [])
    }

    @Test("a transaction that throws leaves nothing")
    func rollback() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let thrown = await fault {
            try bench.store.transact { transaction in
                _ = try transaction.materialise(sweep, parameters: [:], pointKey: "a", now: .second(1))
                try transaction.setNote("drained", "yes")
                throw Fault(.limit, "cannot go on")
            }
        }
        #expect(thrown == Fault(.limit, "cannot go on"))
        #expect(try await bench.counts(sweep).all == 0)
        #expect(try await bench.store.query { try $0.note("drained") } == nil)
        #expect(try await bench.materialise(sweep, 1).first?.id.index == 1)
    }

    @Test("a note is kept, replaced and forgotten")
    func notes() async throws {
        let bench = try Bench()
        for value in ["one", "two", nil] {
            try bench.store.transact { try $0.setNote("a", value) }
            #expect(try await bench.store.query { try $0.note("a") } == value)
        }
    }
}

@Suite("What a person calls a sweep")
struct ResolveTests {
    @Test(
        "an id, a name, a prefix and @last are understood, one's own first",
        arguments: [
            ("iris-aaaa", 1000, "iris-aaaa"), ("iris-aaaa", 1001, "iris-aaaa"), ("digits", 1000, "digits-cccc"),
            ("iris-b", 1000, "iris-bbbb"), ("dig", 1000, "digits-cccc"), ("dig", 1001, "digits-dddd"),
            ("digits", 1001, "digits-dddd"), ("@last", 1000, "digits-cccc"), ("@last", nil, "digits-dddd"),
            ("iris-a", 1001, "iris-aaaa"), ("Große", nil, "gro-eeee"), ("Gro", nil, "gro-eeee"),
        ] as [(String, UInt32?, String)])
    func resolves(text: String, owner: UInt32?, expected: String) async throws {
        let bench = try await Self.bench()
        #expect(try await bench.store.query { try $0.resolve(text, owner: owner) } == SweepID(expected))
    }

    @Test(
        "what is ambiguous or unknown says so",
        arguments: [
            ("iris", 1000, .conflict, "cannot tell which sweep 'iris' means: 'iris-bbbb', 'iris-aaaa'"),
            ("digits", nil, .conflict, "cannot tell which sweep 'digits' means: 'digits-dddd', 'digits-cccc'"),
            ("nothing", 1000, .notFound, "cannot find sweep 'nothing'"), ("", 1000, .notFound, "cannot find sweep ''"),
            ("@last", 9, .notFound, "cannot find sweep '@last': there is none yet"),
            ("%", 1000, .notFound, "cannot find sweep '%'"),
        ] as [(String, UInt32?, Fault.Code, String)])
    func refuses(text: String, owner: UInt32?, code: Fault.Code, message: String) async throws {
        let bench = try await Self.bench()
        let found = await fault { try await bench.store.query { try $0.resolve(text, owner: owner) } }
        #expect(found?.code == code)
        #expect(found?.message == message)
    }

    private static func bench() async throws -> Bench {
        let bench = try Bench()
        try await bench.submit(.sample("gro-eeee", name: "Große", uid: 1002))
        try await bench.submit(.sample("iris-aaaa", name: "iris"))
        try await bench.submit(.sample("iris-bbbb", name: "iris"))
        try await bench.submit(.sample("digits-cccc", name: "digits"))
        try await bench.submit(.sample("digits-dddd", name: "digits", uid: 1001))
        return bench
    }
}
