import SweepModel
import SweepStore
import Testing

/// Pages and orders against a plain sort of the same runs.
@Suite("Orders of runs")
struct OrderTests {
    private let bench: Bench
    private let sweep = SweepID("digits-3f9k")

    init() throws { bench = try Bench() }

    /// 60 runs in every state; few distinct objectives, some without one; metric `loss` in some of their attempts.
    private func fill(_ goal: MetricGoal.Goal) async throws -> (runs: [RunRecord], loss: [Int: Double]) {
        try await bench.submit(.sample(goal: goal))
        var random = Seeded(state: 11)
        var runs = try await bench.materialise(sweep, 60)
        var loss: [Int: Double] = [:]
        for place in runs.indices {
            runs[place] = Self.changed(runs[place], &random)
            if Bool.random(using: &random) {
                loss[runs[place].id.index] = Double(Int.random(in: 0..<5, using: &random))
            }
        }
        let (final, losses) = (runs, loss)
        try bench.store.transact { transaction in
            for run in final {
                try transaction.update(run: run)
                let attempt = AttemptID(run: run.id, number: run.machine.attempts)
                try transaction.insert(attempt: AttemptRecord(id: attempt, bootID: "b", createdAt: .second(1)))
                let points = losses[run.id.index].map { [$0 + 1, $0, .nan, $0 + 2] } ?? []
                try transaction.append(
                    metrics: points.enumerated().map {
                        MetricPoint(name: "loss", step: Int64($0), value: $1, at: .second(1))
                    },
                    attempt: attempt)
            }
        }
        return (runs, loss)
    }

    private static func changed(_ run: RunRecord, _ random: inout Seeded) -> RunRecord {
        let phases: [RunMachine.Phase] = [.queued, .finished, .finished, .finished, .pruned, .failed(.oom)]
        var run = run
        run.machine = RunMachine(
            phase: phases.randomElement(using: &random) ?? .queued, attempts: .random(in: 1...4, using: &random))
        run.queuedAt = .second(.random(in: 0..<9, using: &random))
        run.finishedAt = run.machine.state.isTerminal ? .second(Int.random(in: 0..<9, using: &random)) : nil
        if Int.random(in: 0..<4, using: &random) > 0 {
            run.objective = Objective(value: Double(Int.random(in: -3..<3, using: &random)), step: nil)
        }
        return run
    }

    @Test(
        "the best runs are the finished and pruned ones by objective, then index",
        arguments: [
            MetricGoal.Goal.minimize, .maximize,
        ])
    func best(goal: MetricGoal.Goal) async throws {
        let runs = try await fill(goal).runs
        let ranked = runs.filter { [.finished, .pruned].contains($0.machine.state) && $0.objective != nil }
        let expected = Self.sorted(ranked, descending: goal == .maximize) { $0.objective?.value }
        for count in [1, 10, 100] {
            let found = try await bench.store.query { [sweep] in try $0.best(sweep, count: count) }
            #expect(found == Array(expected.prefix(count)))
        }
        let same = try await bench.store.query { [sweep] in
            try $0.best(sweep, count: 5, by: MetricGoal(name: "accuracy", goal: goal))
        }
        #expect(same == Array(expected.prefix(5)))
    }

    @Test(
        "by another metric, runs are judged by its summary, with the value as their objective",
        arguments: [
            (MetricGoal(name: "loss", goal: .minimize), 0.0), (MetricGoal(name: "loss", goal: .maximize), 2.0),
            (MetricGoal(name: "loss", goal: .minimize, at: .last), 2.0),
        ])
    func bestByMetric(metric: MetricGoal, offset: Double) async throws {
        let (runs, loss) = try await fill(.maximize)
        let ranked = runs.filter { [.finished, .pruned].contains($0.machine.state) && loss[$0.id.index] != nil }
        let expected = Self.sorted(ranked, descending: metric.goal == .maximize) { loss[$0.id.index] }.prefix(7)
        let found = try await bench.store.query { [sweep] in try $0.best(sweep, count: 7, by: metric) }
        #expect(found.map(\.id) == expected.map(\.id))
        #expect(found.map(\.objective?.value) == expected.map { (loss[$0.id.index] ?? 0) + offset })
    }

    @Test(
        "every key orders as a plain sort does, what lacks the value last",
        arguments: [
            RunFilter.Key.index, .state, .objective, .attempts, .queued, .finished, .started, .duration,
            .parameter("x"), .metric("loss"),
        ], [false, true])
    func keys(key: RunFilter.Key, descending: Bool) async throws {
        let (runs, loss) = try await fill(.maximize)
        let expected: [RunRecord] =
            switch key {
            case .index, .parameter: descending ? runs.reversed() : runs
            case .state: Self.sorted(runs, descending: descending) { $0.machine.state.rawValue }
            case .objective: Self.sorted(runs, descending: descending) { $0.objective?.value }
            case .attempts: Self.sorted(runs, descending: descending) { $0.machine.attempts }
            case .queued: Self.sorted(runs, descending: descending) { $0.queuedAt }
            case .finished: Self.sorted(runs, descending: descending) { $0.finishedAt }
            case .metric: Self.sorted(runs, descending: descending) { loss[$0.id.index] }
            case .started, .duration: runs
            }
        let found = try await bench.store.query { [sweep] in
            try $0.runs(sweep, RunFilter(key: key, descending: descending, limit: 40))
        }
        #expect(found == Array(expected.prefix(40)))
    }

    @Test(
        "pages by index join into the whole, in both directions and for any states",
        arguments: [
            [], [.finished], [.finished, .failed, .queued], [.running],
        ] as [Set<RunState>], [false, true])
    func pages(states: Set<RunState>, descending: Bool) async throws {
        let runs = try await fill(.maximize).runs
        let wanted = runs.filter { states.isEmpty || states.contains($0.machine.state) }
        var found: [RunRecord] = []
        while true {
            let after = found.last?.id.index
            let page = try await bench.store.query { [sweep] in
                try $0.runs(sweep, RunFilter(states: states, descending: descending, limit: 7, after: after))
            }
            found += page
            if page.count < 7 { break }
        }
        #expect(found == (descending ? wanted.reversed() : wanted))
    }

    @Test(
        "a condition chooses among the runs of a filter, is asked in their order, and no more than the limit needs",
        arguments: [RunFilter.Key.index, .objective, .finished],
        [[], [.finished, .queued]] as [Set<RunState>])
    func conditions(key: RunFilter.Key, states: Set<RunState>) async throws {
        _ = try await fill(.maximize)
        for descending in [false, true] {
            for after in key == .index ? [nil, 20] : [nil] {
                let filter = RunFilter(states: states, key: key, descending: descending, after: after)
                let (all, found, asked) = try await bench.store.query { [sweep] reader in
                    var asked: [RunRecord] = []
                    var limited = filter
                    limited.limit = 5
                    let found = try reader.runs(
                        sweep, limited,
                        where: { run throws(Fault) in
                            asked.append(run)
                            return run.id.index % 3 == 0
                        })
                    return (try reader.runs(sweep, filter), found, asked)
                }
                #expect(found == Array(all.filter { $0.id.index % 3 == 0 }.prefix(5)))
                #expect(asked == Array(all.prefix(asked.count)) && (asked.last == found.last || asked == all))
            }
        }
    }

    @Test("a nested parameter orders by its dotted name, and a quotation mark in a name is refused")
    func nested() async throws {
        try await bench.submit()
        try bench.store.transact { [sweep] transaction in
            for (place, value) in [3, 1, 2].enumerated() {
                _ = try transaction.materialise(
                    sweep, parameters: ["net": ["a b": .int(Int64(value))]], pointKey: "\(place)", now: .second(1))
            }
        }
        let found = try await bench.store.query { [sweep] in
            try $0.runs(sweep, RunFilter(key: .parameter("net.a b"))).map(\.id.index)
        }
        #expect(found == [2, 3, 1])
        let refused = await fault {
            try await bench.store.query { [sweep] in try $0.runs(sweep, RunFilter(key: .parameter("a\"b"))) }
        }
        #expect(refused?.code == .usage)
    }

    private static func sorted<Value: Comparable>(
        _ runs: [RunRecord], descending: Bool, by value: (RunRecord) -> Value?
    ) -> [RunRecord] {
        runs.sorted { left, right in
            switch (value(left), value(right)) {
            case (let a?, let b?) where a != b: descending ? a > b : a < b
            case (nil, .some): false
            case (.some, nil): true
            default: left.id.index < right.id.index
            }
        }
    }
}
