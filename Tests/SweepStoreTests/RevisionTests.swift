import SweepModel
import SweepStore
import Testing

@Suite("Revisions in the store")
struct RevisionTests {
    private static func revision(
        _ sweep: SweepRecord, isForRuns: Bool = false, difference: String? = nil,
        _ change: (inout Specification) -> Void = { _ in }
    ) -> Revision {
        var specification = sweep.specification
        change(&specification)
        let overlay = Overlay(defaults: ["a": 1], overrides: [Override(key: "run_cap", value: "9")])
        return Revision(
            specification: specification, context: sweep.context, overlay: overlay, isForRuns: isForRuns,
            difference: difference)
    }

    @Test("a sweep goes on under a new revision, whose file and overrides come back; the old one stays")
    func revise() async throws {
        let bench = try Bench()
        let sweep = SweepRecord.sample()
        try await bench.submit(sweep)
        let revision = Self.revision(sweep, difference: "command changed") {
            $0.runCap = 9
            $0.priority = 5
            $0.maxParallel = 2
            $0.metric?.target = 0.5
            $0.resources = ResourceRequest(cpus: 7)
        }
        let number = try bench.store.transact {
            try $0.revise(
                sweep.id, with: revision, total: 9, cursor: SearchCursor(points: 0, position: 2), now: .second(200))
        }
        #expect(number == 2)
        let read = try #require(try await bench.store.query { try $0.sweep(sweep.id) })
        #expect(read.revision == 2 && read.text == sweep.text && read.overlay == revision.overlay)
        #expect(read.specification == revision.specification)
        #expect(read.total == 9 && read.cursor.position == 2)
        let old = try #require(try await bench.store.query { try $0.sweep(sweep.id, revision: 1) })
        #expect(old.specification == sweep.specification && old.overlay == Overlay())
        let overview = try #require(try await bench.store.query { try $0.overview(sweep.id) })
        #expect(overview.revision == 2 && overview.difference == "revision 2: command changed")
        #expect(overview.metric?.target == 0.5)
        let entry = try #require(try await bench.store.query { try $0.entry(sweep.id) })
        #expect(entry.priority == 5 && entry.maxParallel == 2 && entry.request == ResourceRequest(cpus: 7))
    }

    @Test("a revision for retried runs is none of the sweep's")
    func forRuns() async throws {
        let bench = try Bench()
        let sweep = SweepRecord.sample()
        try await bench.submit(sweep)
        var run = try #require(try await bench.materialise(sweep.id, 1).first)
        let revision = Self.revision(sweep, isForRuns: true)
        let number = try bench.store.transact { try $0.insert(revision, of: sweep.id, now: .second(1)) }
        #expect(number == 2)
        #expect(try await bench.store.query { try $0.sweep(sweep.id) }?.revision == 1)
        let own = try #require(try await bench.store.query { try $0.sweep(sweep.id, revision: 2) })
        #expect(own.isForRuns && own.revision == 2)
        #expect(try await bench.store.query { try $0.lastRevision(sweep.id) } == own)
        run.revision = 2
        run.isFresh = true
        let changed = run
        try bench.store.transact { try $0.update(run: changed) }
        #expect(try await bench.store.query { try $0.run(changed.id) } == changed)
        let next = try bench.store.transact { try $0.insert(Self.revision(sweep), of: sweep.id, now: .second(2)) }
        #expect(next == 3)
    }

    @Test("points that an edit adds go behind those that are there, in whatever pieces")
    func addedPoints() async throws {
        let bench = try Bench()
        var sweep = SweepRecord.sample()
        sweep.specification.points = [Point(values: ["x": 0]), Point(values: ["x": 1])]
        var more = PointPieces()
        for number in 2..<1500 { more.append(line: "{\"x\":\(number)}".utf8) }
        let (record, points) = (sweep, more)
        try bench.store.transact { try $0.insertSweep(record, points: points) }
        #expect(try await bench.store.query { try $0.explicitCount(record.id) } == 1500)
        var added = PointPieces()
        added.append(line: "{\"x\":1500}".utf8)
        let last = added
        let revision = Self.revision(record)
        _ = try bench.store.transact {
            try $0.revise(record.id, with: revision, points: last, total: nil, cursor: SearchCursor(), now: .second(1))
        }
        #expect(try await bench.store.query { try $0.explicitCount(record.id) } == 1501)
        let entry = try #require(try await bench.store.query { try $0.entry(record.id) })
        #expect(entry.mayMaterialise)
    }

    @Test("an exhausted sweep may have points again when some are added, and not for a cap that is reached")
    func reopening() async throws {
        let bench = try Bench()
        var sweep = SweepRecord.sample()
        sweep.specification.runCap = 2
        let record = sweep
        try await bench.submit(record)
        try await bench.materialise(record.id, 2)
        let mayMaterialise = { @Sendable (revision: Revision, points: PointPieces, cursor: SearchCursor) in
            try bench.store.transact { transaction in
                _ = try transaction.revise(
                    record.id, with: revision, points: points, total: nil, cursor: cursor, now: .second(1))
                return try transaction.entry(record.id)?.mayMaterialise
            }
        }
        let capped = Self.revision(record)
        #expect(try mayMaterialise(capped, PointPieces(), SearchCursor(position: 2)) == false)
        let raised = Self.revision(record) { $0.runCap = 3 }
        #expect(try mayMaterialise(raised, PointPieces(), SearchCursor(position: 2)) == true)
        #expect(try mayMaterialise(raised, PointPieces(), SearchCursor(phase: .exhausted)) == false)
        let one = PointPieces([Point(values: ["x": 9])])
        #expect(try mayMaterialise(raised, one, SearchCursor(phase: .exhausted)) == true)
    }

    @Test("runs with a value are counted exactly: 1, 1.0, true and \"1\" are others")
    func values() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let values: [JSONValue] = [1, .double(1), true, "1", .null]
        try bench.store.transact { transaction in
            for (number, value) in values.enumerated() {
                _ = try transaction.materialise(
                    sweep, parameters: ["a.b": value], pointKey: "\(number)", now: .second(0))
            }
        }
        for value in values {
            #expect(try await bench.store.query { try $0.runCount(sweep, parameter: "a.b", among: [value]) } == 1)
        }
        #expect(try await bench.store.query { try $0.runCount(sweep, parameter: "a.b", among: [1, "1"]) } == 2)
        #expect(try await bench.store.query { try $0.runCount(sweep, parameter: "a", among: [1]) } == 0)
    }

    @Test("points are counted by their runs, and explicit ones read as a whole")
    func points() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let keys: [Point] = [Point(values: ["x": 1]), Point(values: ["x": 2])]
        try bench.store.transact { transaction in
            for (number, replicate) in [(0, 0), (0, 1), (1, 0)] {
                _ = try transaction.materialise(
                    sweep, parameters: keys[number].values, pointKey: keys[number].key, replicate: replicate,
                    now: .second(0))
            }
        }
        let counts = try await bench.store.query { try $0.pointCounts(of: sweep) }
        #expect(counts.map(\.point) == keys && counts.map(\.runs) == [2, 1])
        let explicit = try await bench.store.query { try $0.explicitPoints(of: sweep) }
        #expect(try await Int64(explicit.count) == bench.store.query { try $0.explicitCount(sweep) })
    }
}
