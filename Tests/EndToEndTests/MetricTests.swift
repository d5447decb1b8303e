import SweepModel
import TestSupport
import Testing

/// What runs report, and how they are judged by it.
@Suite struct MetricTests {
    /// Runs a shell script once, and returns the run as `show` tells it.
    private func run(_ script: String, keys: String = "", _ sweepd: DaemonFixture) async throws -> JSONValue {
        try sweepd.scratch.write("work/program.sh", script)
        let sweep = try await sweepd.complete(
            "method: grid\ncommand: [/bin/sh, program.sh]\nparameters: {x: {value: 1}}\n" + keys)
        return try await sweepd.run(sweep + "/1")
    }

    @Test(arguments: [("best", 9.0, 2), ("last", 7.0, 3)] as [(String, Double, Int64)])
    func `a run is judged by its best or its last value, with the step`(
        at: String, value: Double, step: Int64
    ) async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                "for v in '1, \"s\": 5' '2, \"s\": 9' '3, \"s\": 7'; do echo \"{\\\"step\\\": $v}\"; done >> $SWEEP_METRICS_FILE",
                keys: "metric: {name: s, goal: maximize, at: \(at)}", sweepd)
            #expect(
                run["objective"] == ["name": "s", "value": .double(value), "step": .int(step), "at": .string(at)],
                "\(run)")
            #expect(run["metrics"] == ["s": 7.0])
        }
    }

    @Test func `a hundred thousand lines are all counted`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                "seq 1 100000 | sed 's/.*/{\"step\": &, \"v\": &}/' >> $SWEEP_METRICS_FILE", sweepd)
            #expect(run["metric_summary"]?["v"] == ["last": 100_000.0, "min": 1.0, "max": 100_000.0, "count": 100_000])
        }
    }

    @Test func `a last line without its end counts, and garbage does not`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                """
                { echo '{"v": 1}'; echo; echo 'garbage'; echo '[1]'; echo '{"v": }'; echo '{"v": "text"}'
                  printf '{"v": 3, "deep": {"er": 2}, "nan": NaN, "inf": -Infinity}'; } >> $SWEEP_METRICS_FILE
                """, sweepd)
            #expect(run["metrics"] == ["deep.er": 2.0, "inf": "-Infinity", "nan": "NaN", "v": 3.0], "\(run)")
            #expect(run["metric_summary"]?["v"]?["count"] == 2)
            let manifest = try await sweepd.json("manifest", try #require(run["run"]?.stringValue))
            #expect(manifest["capture"]?["bad_lines"] == 3, "\(manifest["capture"] ?? .null)")
        }
    }

    @Test(
        arguments: [
            ("json", "{\"loss\": 0.5}", true), ("none", "{\"loss\": 0.5}", false),
            ("keyvalue", "epoch 1 loss=0.5", true),
            ("{regex: 'loss is (?<loss>[0-9.]+)'}", "the loss is 0.5 now", true),
        ])
    func `metrics on standard output are read as the file says`(
        format: String, line: String, isRead: Bool
    ) async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run("echo '\(line)'", keys: "metrics: {stdout: \(format)}", sweepd)
            #expect(run["metrics"]?["loss"] == (isRead ? 0.5 : nil), "\(run)")
        }
    }

    @Test func `a run that reports nothing of the objective finishes and is not ranked`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run("echo '{\"other\": 1}'", keys: "metric: {name: loss}", sweepd)
            #expect(run["state"] == "finished" && run["objective"] == .null, "\(run)")
            #expect(try await sweepd.json("best", "@last") == [])
            #expect(try await sweepd.sweepctl("best", "@last", "--env").code == 3)
            let other = try await sweepd.json("best", "@last", "--metric", "other").arrayValue?.first
            #expect(other?["objective"]?["name"] == "other" && other?["objective"]?["value"]?.doubleValue == 1)
        }
    }

    @Test func `an objective of any name is judged by its numbers, whatever else is reported for it`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                """
                for v in NaN '"high"' 0.5 0.25 '[1]' Infinity true null; do echo "{\\"eval/f1 + r\\": $v}"; done \
                    >> $SWEEP_METRICS_FILE
                """, keys: "metric: {name: eval/f1 + r, goal: minimize}", sweepd)
            #expect(run["state"] == "finished", "\(run)")
            #expect(run["objective"]?["value"] == 0.25, "\(run)")
        }
    }

    @Test func `a run whose objective was never a number finishes and is not ranked`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                "echo '{\"loss\": NaN}'; echo '{\"loss\": \"low\"}'", keys: "metric: {name: loss}", sweepd)
            #expect(run["state"] == "finished" && run["objective"] == .null, "\(run)")
            #expect(try await sweepd.json("best", "@last") == [])
        }
    }

    @Test func `the metrics of a run are those of its last attempt`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                "echo \"{\\\"v\\\": $SWEEP_ATTEMPT, \\\"only$SWEEP_ATTEMPT\\\": 1}\"; test $SWEEP_ATTEMPT = 2",
                keys: "retry: {max: 1, backoff: 1ms}", sweepd)
            #expect(run["metrics"] == ["only2": 1.0, "v": 2.0], "\(run)")
            #expect(run["metric_summary"]?["v"]?["count"] == 1)
        }
    }

    @Test func `values are seen while the run goes`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 1, keys: "metric: {name: v, target: 1}",
                before: "echo '{\"v\": 0.5}' >> $SWEEP_METRICS_FILE")
            _ = try await sweep.started.line()
            // The target is reached by a run that still goes on.
            try await sweepd.event(of: sweep.id) { $0["detail"] == "target-reached" }
            #expect(try await sweepd.run(sweep.id + "/1")["state"] == "running")
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    @Test func `the manifest names the interpreter that ran, and its packages`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/train.py", "print('{\"v\": 1}')\n")
            let sweep = try await sweepd.complete("method: grid\nprogram: train.py\nparameters: {x: {value: 1}}")
            #expect(try await sweepd.run(sweep + "/1")["metrics"] == ["v": 1.0])
            let manifest = try await sweepd.json("manifest", sweep + "/1")
            let python = try #require(manifest["python"])
            #expect(python["version"]?.stringValue?.hasPrefix("3.") == true, "\(python)")
            #expect(python["executable"]?.stringValue?.hasPrefix("/usr/bin/python3") == true, "\(python)")
            let packages = Scratch.text(of: try #require(python["packages"]?["path"]?.stringValue)).split(
                separator: "\n")
            #expect(python["package_count"] == .int(Int64(packages.count)))
            #expect(packages.allSatisfy { $0.contains("==") }, "\(packages)")
            #expect(manifest["command"]?["argv"]?.arrayValue?.last == "--x=1")
        }
    }
}
