import SweepModel
import SweepStore
import Testing

@Suite("Metrics in the store")
struct MetricTests {
    private let bench: Bench
    private static let attempt = AttemptID(run: RunID(sweep: SweepID("digits-3f9k"), index: 1), number: 1)

    init() async throws {
        bench = try Bench()
        let sweep = try await bench.submit()
        let run = try #require(try await bench.materialise(sweep, 1).first)
        try bench.store.transact { transaction in
            try transaction.update(run: run.starting())
            try transaction.insert(attempt: AttemptRecord(id: Self.attempt, bootID: "boot", createdAt: .second(1)))
        }
    }

    private func append(_ points: [MetricPoint]) async throws {
        try bench.store.transact { try $0.append(metrics: points, attempt: Self.attempt) }
    }

    private static func points(_ name: String, _ values: [Double], from: Int = 0) -> [MetricPoint] {
        values.enumerated().map { MetricPoint(name: name, step: Int64(from + $0), value: $1, at: .second($0)) }
    }

    @Test("NaN and infinities are values of the history, and no extremes")
    func nonFinite() async throws {
        try await append(Self.points("loss", [.nan, 2, -.infinity]))
        try await append(Self.points("loss", [.infinity, 1, .nan], from: 3))
        let history = try await bench.store.query { try $0.history(Self.attempt, metric: "loss", limit: 9) }
        #expect(history.map(\.value.description) == ["nan", "2.0", "-inf", "inf", "1.0", "nan"])
        #expect(history.map(\.step) == [0, 1, 2, 3, 4, 5])
        let summary = try #require(try await bench.store.query { try $0.summary(Self.attempt, metric: "loss") })
        #expect(summary.last.value.isNaN)
        #expect(summary.last.step == 5)
        #expect(summary.min == Objective(value: 1, step: 4))
        #expect(summary.max == Objective(value: 2, step: 1))
        #expect(summary.count == 6)
    }

    @Test("a summary equals one made of the whole history, however it arrived")
    func summaries() async throws {
        var random = Seeded(state: 5)
        var expected: [String: MetricSummary] = [:]
        for _ in 0..<20 {
            let points = (0..<50).map { step in
                MetricPoint(
                    name: "metric \(Int.random(in: 0..<3, using: &random))", step: Int64(step),
                    value: Double(Int.random(in: -9...9, using: &random)), at: .second(step))
            }
            for point in points {
                if expected[point.name]?.add(point) == nil { expected[point.name] = MetricSummary(first: point) }
            }
            try await append(points)
        }
        let found = try await bench.store.query { try $0.summaries(Self.attempt) }
        #expect(found.map(\.name) == expected.keys.sorted())
        for (name, summary) in found { #expect(summary == expected[name], "\(name)") }
        let last = try await bench.store.query { try $0.lastMetrics([Self.attempt.run]) }
        #expect(last[Self.attempt.run]?.map(\.value) == found.map(\.summary.last.value))
    }

    @Test("a sweep with many values is removed in pieces, and no piece has more than its share of them")
    func removal() async throws {
        for name in ["a", "b"] { try await append(Self.points(name, (0..<100).map(Double.init))) }
        let run = try #require(try await bench.store.query { try $0.run(Self.attempt.run) })
        try bench.store.transact { transaction in
            var attempt = try #require(try transaction.attempt(Self.attempt))
            (attempt.state, attempt.finishedAt) = (.finished, .second(20))
            try transaction.update(attempt: attempt)
            try transaction.update(run: run.finished(nil))
            try transaction.update(
                sweep: run.id.sweep, machine: SweepMachine(state: .finished), lastError: nil, endedAt: .second(20))
            try transaction.beginRemoval(run.id.sweep)
        }
        var left: [Int] = []
        while try !bench.store.transact(.power, { try $0.removePiece(of: run.id.sweep, limit: 2) }) {
            left.append(
                try await bench.store.query { reader in
                    try ["a", "b"].reduce(0) { try $0 + reader.history(Self.attempt, metric: $1, limit: 999).count }
                })
        }
        #expect(left.prefix(3) == [120, 40, 0])
        #expect(try await bench.store.query { try $0.overview(run.id.sweep) } == nil)
    }

    @Test("a run's metrics are those of its last attempt")
    func lastAttempt() async throws {
        try await append(Self.points("loss", [1]))
        let second = AttemptID(run: Self.attempt.run, number: 2)
        try bench.store.transact { transaction in
            try transaction.update(
                attempt: AttemptRecord(
                    id: Self.attempt, state: .failed, reason: .oom, bootID: "boot", createdAt: .second(1),
                    finishedAt: .second(2)))
            try transaction.insert(attempt: AttemptRecord(id: second, bootID: "boot", createdAt: .second(3)))
            var run = try transaction.run(Self.attempt.run)
            run?.machine = RunMachine(phase: .running(attempt: 2, intent: nil), attempts: 2)
            if let run { try transaction.update(run: run) }
        }
        #expect(try await bench.store.query { try $0.lastMetrics([Self.attempt.run]) }.isEmpty)
        try bench.store.transact { try $0.append(metrics: Self.points("loss", [7]), attempt: second) }
        let last = try await bench.store.query { try $0.lastMetrics([Self.attempt.run]) }
        #expect(last[Self.attempt.run]?.map(\.value) == [7])
    }

    @Test("100,000 values are kept in order and read in pages")
    func many() async throws {
        for batch in 0..<10 {
            try await append(Self.points("loss", (0..<10_000).map { Double($0) }, from: batch * 10_000))
        }
        let page = try await bench.store.query {
            try $0.history(Self.attempt, metric: "loss", skipping: 99_995, limit: 100)
        }
        #expect(page.map(\.step) == [99_995, 99_996, 99_997, 99_998, 99_999])
        let count = try await bench.store.query { try $0.summary(Self.attempt, metric: "loss") }?.count
        #expect(count == 100_000)
    }

    @Test("values of an attempt that is not there are refused whole")
    func unknownAttempt() async throws {
        let other = AttemptID(run: Self.attempt.run, number: 5)
        let found = await fault {
            try bench.store.transact { try $0.append(metrics: Self.points("new", [1]), attempt: other) }
        }
        #expect(found?.code == .internal)
        #expect(try await bench.store.query { try $0.summaries(other) }.isEmpty)
    }
}
