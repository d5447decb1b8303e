import SweepModel
import TestSupport
import Testing

/// Edits of a live sweep.
@Suite(.timeLimit(.minutes(10))) struct EditTests {
    private static let grid = """
        name: edited
        method: grid
        command: [/bin/sh, -c, 'echo $PARAM_X']
        parameters: {x: {values: [1, 2, 3]}}
        """

    private static func values(_ runs: [JSONValue]) -> [Int64] {
        runs.compactMap { $0["parameters"]?["x"]?.intValue }
    }

    @Test func `values that are added to a finished grid run, and no point runs twice`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.grid)
            let answer = try await sweepd.json("edit", sweep, "parameters.x.values=[5, 3, 1, 4]")
            #expect(answer["revision"] == 2, "\(answer)")
            let change = answer["changes"]?.arrayValue?.first
            #expect(change == ["key": "parameters.x", "old": "[1,2,3]", "new": "[5,3,1,4]"], "\(answer)")
            let notes = answer["notes"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(notes.contains("1 run with values taken from 'x' stay"), "\(notes)")
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            let runs = try await sweepd.runs(sweep)
            #expect(Self.values(runs) == [1, 2, 3, 5, 4])
            #expect(runs.map { $0["revision"] } == [1, 1, 1, 2, 2])
            let object = try await sweepd.json("status", sweep)
            #expect(object["state"] == "finished" && object["revision"] == 2, "\(object)")
            #expect(object["total"] == 5)
            #expect(object["difference"] == "revision 2: parameters.x changed", "\(object)")
            #expect(try await sweepd.sweepctl("status", sweep).output.contains("revision 2: parameters.x changed"))
            let events = try await sweepd.json("events", sweep).arrayValue ?? []
            let edited = events.first { $0["event"] == "edited" }
            #expect(edited?["detail"] == "revision 2: parameters.x [1,2,3] → [5,3,1,4]", "\(events)")
        }
    }

    @Test func `a raised cap goes on from where the sweep was, a lowered one ends it`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.grid + "\nrun_cap: 1")
            #expect(Self.values(try await sweepd.runs(sweep)) == [1])
            let answer = try await sweepd.json("edit", sweep, "run_cap=2", "priority=3")
            #expect(answer["changes"]?.arrayValue?.map { $0["key"] } == ["run_cap", "priority"], "\(answer)")
            #expect(answer["runs"] == 2 && answer["notes"] == [])
            try await sweepd.sweepctl("wait", sweep)
            #expect(Self.values(try await sweepd.runs(sweep)) == [1, 2])
            let held = try await sweepd.submit(Self.grid, "--hold")
            _ = try await sweepd.json("edit", held, "run_cap=2")
            #expect(try await sweepd.json("status", held)["state"] == "held")
            try await sweepd.sweepctl("release", held)
            try await sweepd.sweepctl("wait", held)
            #expect(try await sweepd.runs(held).count == 2)
        }
    }

    @Test func `points are added to any sweep, also to one that is exhausted`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.grid)
            let answer = try await sweepd.json("edit", sweep, "--points", #"[{"x": 7}, {"x": 2}, {"x": 8}]"#)
            #expect(answer["points"] == 3 && answer["runs"] == 5, "\(answer)")
            try await sweepd.sweepctl("wait", sweep)
            #expect(Self.values(try await sweepd.runs(sweep)) == [1, 2, 3, 7, 8])
            try sweepd.scratch.write("work/more.jsonl", "{\"x\": 9}\n{\"x\": 10}\n")
            #expect(try await sweepd.sweepctl("edit", sweep, "--points", "more.jsonl").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(Self.values(try await sweepd.runs(sweep)) == [1, 2, 3, 7, 8, 9, 10])
            let left = try await Command(
                ["/usr/bin/find", sweepd.state + "/source/uploads", "-type", "f"], environment: [:], folder: "/"
            ).run()
            #expect(left.code == 0 && left.output.isEmpty, "\(left)")
        }
    }

    @Test func `points are added from CSV and env files, each checked with its place`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.grid)
            try sweepd.scratch.write("work/more.csv", "x\n7\n2\n")
            let answer = try await sweepd.json("edit", sweep, "points=more.csv")
            #expect(answer["points"] == 2 && answer["changes"] == [], "\(answer)")
            try sweepd.scratch.write("work/envs/a.env", "PARAM_X=8\n")
            try sweepd.scratch.write("work/envs/b.env", "x=9\n")
            #expect(try await sweepd.sweepctl("edit", sweep, "--points", "envs/*.env").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(Self.values(try await sweepd.runs(sweep)) == [1, 2, 3, 7, 8, 9])
            try sweepd.scratch.write("work/bad.csv", "x,y\n1,2\n")
            let refused = try await sweepd.sweepctl("edit", sweep, "--points", "bad.csv")
            #expect(
                refused.code == 7 && refused.errors.contains("bad.csv:1:1: error: 'y' is no parameter"), "\(refused)")
            let twice = try await sweepd.sweepctl("edit", sweep, "points=more.csv", "--points", "more.csv")
            #expect(twice.code == 2, "\(twice)")
        }
    }

    @Test func `null takes a key away, as a revision like any other`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.grid + "\nrun_cap: 1")
            let answer = try await sweepd.json("edit", sweep, "run_cap=null")
            #expect(answer["changes"] == [["key": "run_cap", "old": "1", "new": nil]], "\(answer)")
            #expect(answer["revision"] == 2 && answer["runs"] == 3, "\(answer)")
            try await sweepd.sweepctl("wait", sweep)
            #expect(Self.values(try await sweepd.runs(sweep)) == [1, 2, 3])
            let refused = try await sweepd.sweepctl("edit", sweep, "parameters=null")
            #expect(refused.code == 7 && refused.errors.contains("'parameters' is missing"), "\(refused)")
        }
    }

    @Test func `limits of a live sweep hold for what starts from then on, also after a restart`() async throws {
        try await DaemonFixture.with(slots: 3) { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 4, keys: "max_parallel: 1")
            _ = try await sweep.started.line()
            #expect(try await sweepd.sweepctl("edit", sweep.id, "max_parallel=2", "env={A: b}").code == 0)
            _ = try await sweep.started.line()
            #expect(try await sweepd.json("status", sweep.id)["counts"]?["running"] == 2)
            #expect(try await sweepd.runs(sweep.id).map { $0["revision"] } == [1, 2])
            try await sweepd.kill()
            try await sweepd.start()
            let environment = try await sweepd.json("env", sweep.id + "/2")
            #expect(environment["A"] == "b")
            for _ in 1...4 { sweep.goOn.release() }
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            #expect(try await sweepd.runs(sweep.id).map { $0["revision"] } == [1, 2, 2, 2])
        }
    }

    @Test func `a better target lets a sweep go on that had reached the old one`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                metric: {name: score, goal: maximize, target: 1}
                command: [/bin/sh, -c, 'echo "{\\"score\\": $PARAM_X}"; sleep 0.1']
                parameters: {x: {values: [1, 2, 3, 4, 5, 6, 7, 8]}}
                """)
            let refused = try await sweepd.sweepctl("edit", sweep, "run_cap=7")
            #expect(refused.code == 6 && refused.errors.contains("metric.target"), "\(refused)")
            let before = try await sweepd.runs(sweep).count
            #expect(before < 8)
            #expect(try await sweepd.sweepctl("edit", sweep, "metric.target=100").code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(Self.values(try await sweepd.runs(sweep)).sorted() == Array(1...8))
            let object = try await sweepd.json("status", sweep)
            #expect(object["state"] == "finished" && object["reason"] == .null, "\(object)")
        }
    }

    @Test func `what makes a sweep what it is cannot change, and nothing is written`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.grid + "\nseed: 1")
            for (edit, code, message) in [
                ("seed=2", 6, "'seed'"), ("method=random", 6, "'method'"), ("metric={name: a}", 6, "'metric.name'"),
                ("source.mode=mount", 6, "'source'"), ("name=b", 6, "'name'"), ("points=[{x: 1}]", 6, "--points"),
                ("parameters.y={value: 1}", 6, "'parameters'"), ("run_cap=0", 7, "run_cap"),
                ("run_kap=1", 7, "run_kap"), ("run_cap", 2, "KEY=VALUE"), ("resources.cpus=100000", 8, "cpus"),
            ] {
                let result = try await sweepd.sweepctl("edit", sweep, edit)
                #expect(result.code == Int32(code) && result.errors.contains(message), "\(edit): \(result)")
            }
            #expect(try await sweepd.json("status", sweep)["revision"] == 1)
            let same = try await sweepd.sweepctl("edit", sweep, "seed=1", "priority=0")
            #expect(same.code == 0 && same.errors.contains("nothing changed"), "\(same)")
            #expect(try await sweepd.sweepctl("edit", "nobody", "run_cap=1").code == 3)
            #expect(try await sweepd.sweepctl("edit", sweep).code == 2)
        }
    }

    @Test func `points that are none of the space are refused with their line`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.submit(
                """
                method: random
                run_cap: 1
                command: [/bin/true]
                parameters: {x: {min: 0.0, max: 1.0}, y: {value: 3}}
                """)
            for (points, message) in [
                (#"[{"x": 0.5}, {"z": 1}]"#, "point 2: 'z' is no parameter"),
                (#"[{"x": 2}]"#, "point 1: expected 'x' to be a number from 0 to 1, got: '2'"),
                (#"[{"x": "a"}]"#, "expected 'x' to be a number from 0 to 1"), ("[]", "expected JSON objects"),
                ("[1]", "JSON objects"),
                ("missing.json", "missing.json': No such file"),
            ] {
                let result = try await sweepd.sweepctl("edit", sweep, "--points", points)
                #expect(result.code == 7 && result.errors.contains(message), "\(points): \(result)")
            }
            #expect(try await sweepd.json("status", sweep)["revision"] == 1)
        }
    }

    @Test func `an ended sweep that was stopped cannot be edited, a paused one stays paused`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 2)
            _ = try await sweep.started.line()
            try await sweepd.sweepctl("pause", sweep.id)
            let answer = try await sweepd.json("edit", sweep.id, "parameters.x.values=[1, 2, 3]")
            #expect(answer["state"] == "paused" && answer["runs"] == 3, "\(answer)")
            try await sweepd.sweepctl("cancel", sweep.id)
            let refused = try await sweepd.sweepctl("edit", sweep.id, "run_cap=9")
            #expect(refused.code == 6 && refused.errors.contains("--prior-sweep"), "\(refused)")
        }
    }
}
