import SweepModel
import TestSupport
import Testing

/// The objects that scripts read, field by field as the contract names them.
@Suite struct ObjectTests {
    private static let specification = """
        name: shapes
        method: grid
        metric: {name: loss, goal: minimize}
        labels: {team: vision}
        command: [/bin/sh, -c, 'echo "{\\"step\\": 3, \\"loss\\": $PARAM_X, \\"acc\\": 0.$PARAM_X}" >> $SWEEP_METRICS_FILE; exit $PARAM_CODE']
        parameters: {x: {values: [1, 2]}, code: {values: [0, 3]}}
        """

    @Test func `a run has the fields of the contract`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.specification)
            let runs = try await sweepd.runs(sweep)
            #expect(runs.count == 4)
            for run in runs { expect(run, has: Self.runNames) }
            let first = try #require(runs.first)
            #expect(first["run"] == .string(sweep + "/1"))
            #expect(first["state"] == "finished" && first["exit_code"] == 0 && first["attempts"] == 1)
            #expect(first["objective"] == ["name": "loss", "value": 1.0, "step": 3, "at": "best"])
            #expect(first["metrics"] == ["acc": 0.1, "loss": 1.0])
            #expect(first["parameters"] == ["code": 0, "x": 1])
            #expect(first["finished_at"]?.stringValue?.hasSuffix("Z") == true)
            let failed = try #require(runs.first { $0["parameters"]?["code"] == 3 })
            #expect(failed["state"] == "failed" && failed["reason"] == "exit-code" && failed["exit_code"] == 3)
        }
    }

    @Test func `show adds summary, attempts and folder`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.specification)
            let run = try await sweepd.run(sweep + "/1")
            expect(run, has: Self.runNames + ["metric_summary", "attempt_list", "run_dir"])
            #expect(run["metric_summary"]?["loss"] == ["last": 1.0, "min": 1.0, "max": 1.0, "count": 1])
            #expect(run["run_dir"] == .string(sweepd.runDirectory(sweep + "/1")))
            let attempt = try #require(run["attempt_list"]?.arrayValue?.first)
            expect(
                attempt,
                has: [
                    "attempt", "state", "reason", "exit_code", "signal", "gpus", "started_at", "finished_at",
                    "duration_seconds",
                ])
            #expect(attempt["attempt"] == 1 && attempt["state"] == "finished" && attempt["gpus"] == [])
        }
    }

    @Test func `a sweep has the fields of the contract`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.specification)
            let object = try await sweepd.json("status", sweep)
            expect(
                object,
                has: [
                    "sweep", "name", "state", "reason", "owner", "method", "seed", "objective", "counts", "total",
                    "best", "eta_seconds", "labels", "commit", "created_at",
                ])
            #expect(object["sweep"] == .string(sweep) && object["name"] == "shapes" && object["state"] == "finished")
            #expect(object["best"] == ["run": .string(sweep + "/1"), "value": 1.0])
            #expect(object["total"] == 4 && object["labels"] == ["team": "vision"])
            #expect(object["counts"]?["finished"] == 2 && object["counts"]?["failed"] == 2)
            #expect(try await sweepd.json("sweeps") == [object])
            #expect(try await sweepd.json("status") == [])
        }
    }

    @Test func `events tell the history in order`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.specification)
            let events = try await sweepd.json("events", sweep).arrayValue ?? []
            for event in events { expect(event, has: ["seq", "at", "sweep", "run", "attempt", "event", "detail"]) }
            let numbers = events.compactMap { $0["seq"]?.intValue }
            #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
            let first = events.filter { $0["run"] == .string(sweep + "/1") }
            #expect(first.map { $0["event"] } == ["starting", "running", "finished"])
            #expect(first.map { $0["attempt"] } == [1, 1, 1])
            let run = try await sweepd.run(sweep + "/1")
            let running = try #require(first.first { $0["event"] == "running" })
            #expect(running["at"] == run["started_at"] && run["started_at"] != .null)
            let followed = try await sweepd.sweepctl("events", sweep, "-f", "--json")
            #expect(try followed.jsonLines() == events)
        }
    }

    @Test func `a run that is over before the daemon hears of its start has its whole history`() async throws {
        try await DaemonFixture.with { sweepd in
            let ended = try Gate(sweepd.scratch("ended"))
            let sweep = try await sweepd.submit(
                """
                method: grid
                command: [/bin/sh, -c, 'kill -KILL \(sweepd.daemon.pid); echo ended > \(ended.path)']
                parameters: {x: {value: 1}}
                """, "--hold")
            // Its answer is lost where the run is that quick.
            try await sweepd.sweepctl("release", sweep)
            _ = try await ended.line()
            try await sweepd.exitRecord(of: sweep + "/1", attempt: 1)
            try await sweepd.kill()
            try await sweepd.start()
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            let events = try await sweepd.json("events", sweep).arrayValue?.filter { $0["run"] != .null } ?? []
            #expect(events.map { $0["event"] } == ["starting", "running", "finished"], "\(events)")
            let running = try #require(events.first { $0["event"] == "running" })
            #expect(running["at"] == (try await sweepd.run(sweep + "/1"))["started_at"])
        }
    }

    @Test func `the best runs come first, in every form`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                Self.specification.replacing("values: [0, 3]", with: "value: 0").replacing("[1, 2]", with: "[3, 1, 2]"))
            func order(_ options: String...) async throws -> [Int64?] {
                let result = try await sweepd.sweepctl(["best", sweep, "--json"] + options)
                return try result.json().arrayValue?.map { $0["parameters"]?["x"]?.intValue } ?? []
            }
            #expect(try await order() == [1, 2, 3])
            #expect(try await order("-n", "1") == [1])
            #expect(try await order("--metric", "acc", "--maximize") == [3, 2, 1])
            #expect(try await sweepd.sweepctl("best", sweep, "--env").output == "PARAM_CODE=0\nPARAM_X=1\n")
            let table = try await sweepd.sweepctl("best", sweep, "--csv").output
            #expect(table.split(separator: "\n").count == 4)
            #expect(try await sweepd.sweepctl("best", sweep, "--csv", "--json").code == 2)
        }
    }

    @Test func `runs are chosen, sorted and bounded`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.specification)
            func indices(_ options: String...) async throws -> [Int64?] {
                let result = try await sweepd.sweepctl(["runs", sweep, "--json"] + options)
                return try result.json().arrayValue?.map { $0["index"]?.intValue } ?? []
            }
            let failed = try await indices("--state", "failed")
            #expect(failed.count == 2)
            #expect(try await indices("--state", "failed,finished").count == 4)
            #expect(try await indices("--limit", "3") == [1, 2, 3])
            #expect(try await indices("--sort", "index", "--descending") == [4, 3, 2, 1])
            #expect(try await sweepd.sweepctl("runs", sweep, "--state", "sleeping").code == 2)
            let table = try await sweepd.sweepctl("runs", sweep, "--csv").output
            #expect(table.split(separator: "\n").count == 5)
        }
    }

    @Test func `explain tells a cap from the end of the points, and a metric that nobody reported`() async throws {
        try await DaemonFixture.with { sweepd in
            let capped = try await sweepd.complete(
                "method: grid\ncommand: [/bin/true]\nparameters: {x: {values: [1, 2, 3]}}\nrun_cap: 2")
            let why = try await sweepd.sweepctl("explain", capped).output
            #expect(why.contains("the 2 runs that run_cap allows"), "\(why)")
            let silent = try await sweepd.submit(
                "method: grid\ncommand: [/bin/true]\nmetric: {name: los}\nparameters: {x: {values: [1]}}")
            let waited = try await sweepd.sweepctl("wait", silent)
            #expect(waited.code == 0 && waited.errors.contains("reported a number as 'los'"), "\(waited)")
            #expect(try await sweepd.sweepctl("explain", silent).output.contains("no run reported a number as 'los'"))
        }
    }

    @Test func `explain says why a run ended`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.specification)
            let failed = try #require(try await sweepd.runs(sweep).first { $0["state"] == "failed" })
            let name = try #require(failed["run"]?.stringValue)
            let why = try await sweepd.json("explain", name)
            #expect(why["reasons"]?.arrayValue?.first?.stringValue?.contains("exited with code 3") == true)
            #expect(try await sweepd.sweepctl("explain", name).output.contains("sweepctl logs \(name)"))
            #expect(try await sweepd.sweepctl("explain", sweep).output.contains("every point has run"))
        }
    }

    private func expect(_ object: JSONValue, has names: [String], location: SourceLocation = #_sourceLocation) {
        let missing = Set(names).subtracting(object.objectValue?.names ?? [])
        #expect(missing.isEmpty, "\(object)", sourceLocation: location)
    }

    private static let runNames = [
        "run", "index", "state", "reason", "last_error", "owner", "parameters", "objective", "metrics", "attempts",
        "exit_code", "gpus", "queued_at", "started_at", "finished_at", "duration_seconds",
    ]
}
