import SweepModel
import TestSupport
import Testing

/// Edits of sweeps whose points have several runs, and of sweeps that gave up their points.
@Suite(.timeLimit(.minutes(10))) struct EditReplicateTests {
    private static let pair = "replicates: {parameter: r, values: [0, 1]}"

    /// The parameters of all runs as text, in order.
    private static func pairs(_ sweepd: DaemonFixture, _ sweep: String) async throws -> [String] {
        try await sweepd.runs(sweep).map { run in
            ["x", "r"].compactMap { run["parameters"]?[$0]?.text() }.joined(separator: " ")
        }
    }

    @Test func `points that are added while a point has some of its runs leave none out`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 2, keys: Self.pair)
            _ = try await sweep.started.line()
            #expect(try await sweepd.sweepctl("edit", sweep.id, "--points", #"[{"x": 77}]"#).code == 0)
            sweep.goOn.release(6)
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            #expect(try await Self.pairs(sweepd, sweep.id) == ["1 0", "1 1", "77 0", "77 1", "2 0", "2 1"])
            #expect(try await sweepd.json("status", sweep.id)["total"] == 6)
        }
    }

    @Test func `a point of a space that changes gets its other runs all the same`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await sweepd.submit(
                """
                method: random
                seed: 3
                run_cap: 6
                command: [/bin/sh, -c, 'while [ ! -e \(sweepd.scratch("go")) ]; do sleep 0.05; done']
                parameters: {x: {min: 1, max: 1000}}
                \(Self.pair)
                """)
            try await sweepd.event("running", of: sweep + "/1")
            #expect(try await sweepd.sweepctl("edit", sweep, "parameters.x.max=2000").code == 0)
            try sweepd.scratch.write("go", "")
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            let pairs = try await Self.pairs(sweepd, sweep)
            let points = Dictionary(grouping: pairs) { $0.split(separator: " ")[0] }
            #expect(points.count == 3 && points.values.allSatisfy { Set($0).count == 2 }, "\(pairs)")
        }
    }

    @Test func `of replicates the points tell whether an edited target is reached`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                metric: {name: score, goal: maximize, target: 1}
                command: [/bin/sh, -c, 'echo "{\\"score\\": $PARAM_X}"; sleep 0.1']
                parameters: {x: {values: [1, 2, 3]}}
                \(Self.pair)
                """)
            #expect(try await sweepd.json("status", sweep)["reason"] == "target-reached")
            for edit in [["--points", #"[{"x": 9}]"#], ["run_cap=6"]] {
                let refused = try await sweepd.sweepctl(["edit", sweep] + edit)
                #expect(refused.code == 6 && refused.errors.contains("metric.target"), "\(refused)")
            }
            #expect(try await sweepd.sweepctl("edit", sweep, "metric.target=100").code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(try await Self.pairs(sweepd, sweep).sorted() == ["1 0", "1 1", "2 0", "2 1", "3 0", "3 1"])
        }
    }

    @Test func `a stopped sweep that goes on by a retry runs what edits ask for, and is not exhausted`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await sweepd.submit(
                """
                method: random
                run_cap: 10
                command: [/bin/sh, -c, 'while [ ! -e \(sweepd.scratch("go")) ]; do sleep 0.05; done; test -e \(sweepd.scratch("fine"))']
                parameters: {x: {min: 0.0, max: 1.0}}
                """)
            try await sweepd.event("running", of: sweep + "/1")
            #expect(try await sweepd.sweepctl("stop", sweep).code == 0)
            try sweepd.scratch.write("go", "")
            try await sweepd.sweepctl("wait", sweep)
            try sweepd.scratch.write("fine", "")
            #expect(try await sweepd.sweepctl("retry", sweep + "/1").code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            var object = try await sweepd.json("status", sweep)
            #expect(object["state"] == "finished" && object["reason"] == .null, "\(object)")
            #expect(try await sweepd.sweepctl("edit", sweep, "--points", #"[{"x": 0.5}]"#).code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(try await sweepd.runs(sweep).dropFirst().map { $0["parameters"]?["x"] } == [0.5])
            #expect(try await sweepd.sweepctl("edit", sweep, "run_cap=5").code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            object = try await sweepd.json("status", sweep)
            #expect(object["total"] == 5 && object["counts"]?["finished"] == 5, "\(object)")
        }
    }

    @Test func `how many runs there are in the end counts each once`() async throws {
        try await DaemonFixture.with { sweepd in
            let grid = "method: grid\ncommand: [/bin/true]\nparameters: {x: {values: [1, 2]}}\n"
            let sweep = try await sweepd.complete(grid + "replicates: 3")
            #expect(try await sweepd.json("edit", sweep, "parameters.x.values=[1, 3]")["runs"] == 9)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(try await sweepd.runs(sweep).count == 9)
            try sweepd.scratch.write("work/more.csv", "x\n2\n7\n7.0\n")
            let held = try await sweepd.submit(grid + "points: more.csv", "--hold")
            #expect(try await sweepd.json("status", held)["total"] == 3)
            try sweepd.scratch.write("work/wide.yaml", grid + "points: more.csv")
            #expect(try await sweepd.json("validate", "wide.yaml")["runs"] == 3)
            let prior = try await sweepd.submit(grid, "--prior-sweep", sweep)
            #expect(try await sweepd.sweepctl("wait", prior).code == 0)
            #expect(try await sweepd.json("status", prior)["total"] == 0)
        }
    }

    @Test func `points that go beside as many as can be counted stop nobody`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.submit(
                "method: grid\ncommand: [/bin/true]\nparameters: {x: {min: 0, max: 9223372036854775805}}", "--hold")
            #expect(try await sweepd.json("status", sweep)["total"] == 9_223_372_036_854_775_806)
            let answer = try await sweepd.json("edit", sweep, "--points", #"[{"x": 1}, {"x": 2}]"#)
            #expect(answer["runs"] == 9_223_372_036_854_775_806, "\(answer)")
            #expect(try await sweepd.json("status", sweep)["state"] == "held")
        }
    }
}
