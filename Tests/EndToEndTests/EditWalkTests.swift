import SweepModel
import TestSupport
import Testing

/// Edits in any order while a sweep runs.
@Suite(.timeLimit(.minutes(10))) struct EditWalkTests {
    /// What the sweep must have run in the end, kept beside it.
    private struct Model {
        var values: Set<Int64> = [0, 1, 2]
        var points: Set<Int64> = []
        /// Values that were offered at some time; they may have run.
        var offered: Set<Int64> = [0, 1, 2]
    }

    /// What kind of sweep it is.
    enum Kind: CaseIterable, Sendable {
        case grid, replicates, random, target

        var keys: String {
            switch self {
            case .grid: "method: grid"
            case .replicates: "method: grid\nreplicates: {parameter: r, values: [0, 1]}"
            case .random: "method: random\nreplicates: {parameter: r, values: [0, 1]}"
            case .target:
                "method: grid\nmetric: {name: score, goal: maximize, target: 17}\n"
                    + "replicates: {parameter: r, values: [0, 1]}"
            }
        }

        var replicates: Int { self == .grid ? 1 : 2 }
    }

    @Test(arguments: Kind.allCases, [1, 2, 3] as [UInt64])
    func `no point runs twice and none is missing, whatever is edited meanwhile`(
        kind: Kind, seed: UInt64
    ) async throws {
        try await DaemonFixture.with(slots: 2) { sweepd in
            var generator = SeededGenerator(seed: seed)
            var model = Model()
            let log = sweepd.scratch("log")
            let sweep = try await sweepd.submit(
                """
                \(kind.keys)
                command: [/bin/sh, -c, 'echo $PARAM_X >> \(log); echo "{\\"score\\": $PARAM_X}"']
                parameters: {x: {values: [0, 1, 2]}}
                """)
            for step in 0..<14 {
                try await Self.edit(sweepd, sweep, kind, &model, step, &generator)
                if step == 7 {
                    try await sweepd.kill()
                    try await sweepd.start()
                }
                if Bool.random(using: &generator) { try await sweepd.sweepctl("wait", sweep) }
            }
            try await sweepd.sweepctl("wait", sweep)
            let target = kind == .target ? ["metric.target=1000"] : []
            #expect(try await sweepd.sweepctl(["edit", sweep, "run_cap=1000"] + target).code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            try await Self.check(sweepd, sweep, kind, model, "\(kind) \(seed)")
            let lines = Scratch.text(of: log).split(separator: "\n").compactMap { Int64($0) }
            let ran = try await sweepd.runs(sweep).compactMap { $0["parameters"]?["x"]?.intValue }
            #expect(lines.count >= ran.count && Set(lines) == Set(ran))
        }
    }

    /// Edits the sweep, and takes that into the model unless the sweep has reached its target.
    private static func edit(
        _ sweepd: DaemonFixture, _ sweep: String, _ kind: Kind, _ model: inout Model, _ step: Int,
        _ generator: inout SeededGenerator
    ) async throws {
        var next = model
        let words = edit(&next, step, &generator)
        let result = try await sweepd.sweepctl(["edit", sweep] + words)
        if kind == .target, result.code == 6, result.errors.contains("target") {
            // Values that it will not run any more may have been offered all the same.
            model.offered = next.offered
            return
        }
        #expect(result.code == 0, "\(words): \(result)")
        model = next
    }

    /// Each point has all its runs once, and the sweep says how many these are.
    private static func check(
        _ sweepd: DaemonFixture, _ sweep: String, _ kind: Kind, _ model: Model, _ name: String
    ) async throws {
        let pairs = try await sweepd.runs(sweep).map { run in
            ["x", "r"].map { run["parameters"]?[$0]?.intValue ?? 0 }
        }
        #expect(Set(pairs).count == pairs.count, "\(name): \(pairs)")
        let wanted = model.values.union(model.points).flatMap { x in (0..<Int64(kind.replicates)).map { [x, $0] } }
        #expect(Set(pairs).isSuperset(of: wanted), "\(name): \(pairs) \(model)")
        #expect(model.offered.isSuperset(of: pairs.map { $0[0] }), "\(name): \(pairs) \(model)")
        let object = try await sweepd.json("status", sweep)
        #expect(object["state"] == "finished" && object["total"] == .int(Int64(pairs.count)), "\(name): \(object)")
    }

    /// The next edit's words, taken into the model.
    private static func edit(_ model: inout Model, _ step: Int, _ generator: inout SeededGenerator) -> [String] {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            model.values.insert(Int64(10 + step))
            if Bool.random(using: &generator), let gone = model.values.sorted().randomElement(using: &generator) {
                model.values.remove(gone)
            }
            model.values.insert(0)
            model.offered.formUnion(model.values)
            let list = model.values.sorted().shuffled(using: &generator).map(String.init).joined(separator: ", ")
            return ["parameters.x.values=[\(list)]"]
        case 1:
            let point = Int64.random(in: 0..<40, using: &generator)
            model.points.insert(point)
            model.offered.insert(point)
            return ["--points", "[{\"x\": \(point)}]"]
        case 2: return ["run_cap=\(Int.random(in: 1...60, using: &generator))"]
        default: return ["max_parallel=\(Int.random(in: 1...3, using: &generator))", "priority=\(step)"]
        }
    }
}
