import SweepModel
import SweepStore
import Testing

@Suite("Points in the store")
struct PointTests {
    @Test("a point that a run of another sweep stands for becomes no run, in none of its replicates")
    func priors() async throws {
        let bench = try Bench()
        let old = try await bench.submit(.sample("a-0001"))
        let runs = try await bench.materialise(old, 4)
        let other = try await bench.submit(.sample("a-0002"))
        let new = try await bench.submit(.sample("a-0003"))
        try bench.store.transact { transaction in
            try transaction.insertPriors(runs: [runs[1].id], sweeps: [], of: other)
            try transaction.insertPriors(
                runs: [runs[1].id, RunID(sweep: old, index: 99)], sweeps: [old, SweepID("gone")], of: new)
        }
        let made = { @Sendable (sweep: SweepID, replicate: Int) in
            try bench.store.transact { transaction in
                try (0..<6).map { number in
                    try transaction.materialise(
                        sweep, parameters: [:], pointKey: "\(number)", replicate: replicate, now: .second(0)) != nil
                }
            }
        }
        #expect(try made(other, 0) == [true, false, true, true, true, true])
        #expect(try made(other, 1) == [true, false, true, true, true, true])
        #expect(try made(new, 0) == [false, false, false, false, true, true])
        try bench.store.transact { transaction in
            let ended = SweepMachine(state: .stopped, reason: .user)
            for run in try transaction.runs(new, RunFilter()) {
                try transaction.update(run: run.finished(nil), was: run)
            }
            try transaction.update(sweep: new, machine: ended, lastError: nil, endedAt: .second(1))
        }
        let removed = try bench.store.transact { transaction in
            try (0..<4).map { _ in try transaction.removePiece(of: new, limit: 3) }
        }
        #expect(removed == [false, false, false, true])
    }

    @Test("a point has a result when all its runs have ended and one of them has a value")
    func results() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let runs = try bench.store.transact { transaction in
            try ["a", "b", "c"].flatMap { key in
                try (0..<2).compactMap {
                    try transaction.materialise(
                        sweep, parameters: ["x": .string(key)], pointKey: key, replicate: $0, now: .second(0))
                }
            }
        }
        #expect(runs.map(\.id.index) == [1, 2, 3, 4, 5, 6])
        var failed = runs[3]
        failed.machine = RunMachine(phase: .failed(.exitCode), attempts: 1)
        failed.finishedAt = .second(11)
        let ended = [runs[0].finished(1), runs[1].finished(3), runs[2].finished(8), failed, runs[4].finished(9)]
        try bench.store.transact { transaction in for run in ended { try transaction.update(run: run) } }
        let result = { @Sendable (key: String, replicates: Int) in
            try await bench.store.query { try $0.result(sweep, pointKey: key, replicates: replicates) }
        }
        #expect(try await result("a", 2) == PointResult(runs: [1, 2], values: [1, 3]))
        #expect(try await result("a", 3) == nil)
        #expect(try await result("b", 2) == PointResult(runs: [3, 4], values: [8]))
        #expect(try await result("c", 2) == nil)
        let all = try await bench.store.query { try $0.results(sweep, replicates: 2) }
        #expect(all == [PointResult(runs: [1, 2], values: [1, 3]), PointResult(runs: [3, 4], values: [8])])
        let other = MetricGoal(name: "unheard", goal: .minimize)
        #expect(try await bench.store.query { try $0.results(sweep, by: other, replicates: 2) }.isEmpty)
    }

    @Test("points are judged by another metric as by the sweep's own")
    func otherMetric() async throws {
        let bench = try Bench()
        let sweep = try await bench.submit()
        for (number, run) in try await bench.materialise(sweep, 2).enumerated() {
            let attempt = AttemptID(run: run.id, number: 1)
            try bench.store.transact { transaction in
                try transaction.update(run: run.starting())
                try transaction.insert(attempt: AttemptRecord(id: attempt, bootID: "b", createdAt: .second(0)))
                let values = [5.0, Double(number), .nan]
                try transaction.append(
                    metrics: values.enumerated().map {
                        MetricPoint(name: "loss", step: Int64($0.offset), value: $0.element, at: .second(1))
                    }, attempt: attempt)
                try transaction.update(run: run.finished(nil))
            }
        }
        let lowest = MetricGoal(name: "loss", goal: .minimize)
        let results = try await bench.store.query { try $0.results(sweep, by: lowest, replicates: 1) }
        #expect(results.map(\.values) == [[0], [1]])
        let last = MetricGoal(name: "loss", goal: .minimize, at: .last)
        #expect(try await bench.store.query { try $0.results(sweep, by: last, replicates: 1) }.isEmpty)
    }
}
