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

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `no point runs twice and none is missing, whatever is edited meanwhile`(seed: UInt64) async throws {
        try await DaemonFixture.with(slots: 2) { sweepd in
            var generator = SeededGenerator(seed: seed)
            var model = Model()
            let log = sweepd.scratch("log")
            let sweep = try await sweepd.submit(
                """
                method: grid
                command: [/bin/sh, -c, 'echo $PARAM_X >> \(log)']
                parameters: {x: {values: [0, 1, 2]}}
                """)
            for step in 0..<14 {
                let edit = Self.edit(&model, step, &generator)
                let result = try await sweepd.sweepctl(["edit", sweep] + edit)
                #expect(result.code == 0, "\(edit): \(result)")
                if step == 7 {
                    try await sweepd.kill()
                    try await sweepd.start()
                }
                if Bool.random(using: &generator) { try await sweepd.sweepctl("wait", sweep) }
            }
            #expect(try await sweepd.sweepctl("edit", sweep, "run_cap=1000").code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            let ran = try await sweepd.runs(sweep).compactMap { $0["parameters"]?["x"]?.intValue }
            #expect(Set(ran).count == ran.count, "seed \(seed): \(ran)")
            #expect(Set(ran).isSuperset(of: model.values.union(model.points)), "seed \(seed): \(ran) \(model)")
            #expect(model.offered.isSuperset(of: ran), "seed \(seed): \(ran) \(model)")
            let lines = Scratch.text(of: log).split(separator: "\n")
            #expect(lines.count >= ran.count && Set(lines.compactMap { Int64($0) }) == Set(ran))
            #expect(try await sweepd.json("status", sweep)["state"] == "finished")
        }
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
