import Glibc
import SweepModel
import TestSupport
import Testing

/// Programs that fail, misbehave or write too much: each run says why, and nothing else is harmed.
@Suite struct ProgramFaultTests {
    /// Runs one command to its end and returns the run as `show` tells it.
    private func run(
        _ sweepd: DaemonFixture, _ script: String, keys: String = "", expecting code: Int32
    ) async throws -> JSONValue {
        try sweepd.scratch.write("work/program.sh", script)
        let sweep = try await sweepd.submit(
            "method: grid\ncommand: [/bin/sh, program.sh]\nparameters: {x: {value: 1}}\n\(keys)")
        let waited = try await sweepd.sweepctl("wait", sweep)
        #expect(waited.code == code, "\(waited)")
        return try await sweepd.run(sweep + "/1")
    }

    private func attempt(_ run: JSONValue) -> JSONValue? { run["attempt_list"]?.arrayValue?.last }

    @Test func `a program that exits 1 fails with its last line`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(sweepd, "echo fine; echo first >&2; echo 'the last word' >&2; exit 1", expecting: 1)
            #expect(run["state"] == "failed" && run["reason"] == "exit-code" && run["exit_code"] == 1)
            #expect(run["last_error"] == "the last word", "\(run)")
        }
    }

    @Test func `a program that a signal kills fails by that signal`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(sweepd, "kill -SEGV $$", expecting: 1)
            #expect(run["state"] == "failed" && run["reason"] == "signal" && run["exit_code"] == .null, "\(run)")
            #expect(attempt(run)?["signal"] == 11, "\(run)")
        }
    }

    @Test func `a program that ignores every polite signal is killed with all its processes`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                sweepd, "trap '' INT TERM; /bin/sleep 1000 & while :; do wait; done",
                keys: "time_limit: 100ms\nstop_grace: 100ms", expecting: 1)
            #expect(run["state"] == "failed" && run["reason"] == "timeout", "\(run)")
            let name = try #require(run["run"]?.stringValue)
            #expect(RunProcesses.with(environment: "SWEEP_RUN_ID=\(name)").isEmpty)
            #expect(try await sweepd.sweepctl("explain", name).output.contains("time_limit"))
        }
    }

    @Test func `a process that a program leaves behind ends with its attempt`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                sweepd, "setsid /bin/sleep 1000 & exit 0", keys: "stop_grace: 100ms", expecting: 0)
            #expect(run["state"] == "finished")
            let name = try #require(run["run"]?.stringValue)
            #expect(RunProcesses.with(environment: "SWEEP_RUN_ID=\(name)").isEmpty)
        }
    }

    @Test func `of a gigabyte of output head and tail are kept, and what is missing is said`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                sweepd,
                """
                echo the beginning; echo '{"loss": 2}'
                yes 'line after line' | head -c 1000000000
                echo '{"loss": 1}'; echo the end
                """, expecting: 0)
            #expect(run["metric_summary"]?["loss"]?["count"] == 2, "\(run)")
            let name = try #require(run["run"]?.stringValue)
            let lines = try await kept(name, sweepd)
            #expect(lines.prefix(2) == ["the beginning", "{\"loss\": 2}"] && lines.last == "the end", "\(lines)")
            #expect(lines.contains { $0.hasPrefix("[sweepd: ") && $0.hasSuffix(" bytes dropped]") }, "\(lines)")
            let manifest = try await sweepd.json("manifest", name)
            #expect(manifest["logs"]?["stdout"]?["bytes"] == 1_000_000_046)
            var status = stat()
            #expect(stat(sweepd.runDirectory(name + "/attempt-1/stdout.log"), &status) == 0)
            // The head, two whole segments and one that was being written, of 16 MiB each.
            #expect((48 << 20)...(65 << 20) ~= status.st_size)
        }
    }

    /// The lines of a run's standard output that are not the same as all others.
    private func kept(_ run: String, _ sweepd: DaemonFixture) async throws -> [String] {
        let words = [try Programs.path("sweepctl"), "logs", run, "--stream", "stdout"].joined(separator: " ")
        let result = try await Command(
            ["/bin/sh", "-c", words + " | grep -v '^line after line$'"], environment: sweepd.environment,
            folder: sweepd.work
        ).run()
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test func `a line of 100 MB without an end is no harm to the metrics after it`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                sweepd, "head -c 100000000 /dev/zero | tr '\\0' x; echo; echo '{\"loss\": 0.5}'", expecting: 0)
            #expect(run["metrics"] == ["loss": 0.5], "\(run)")
        }
    }

    @Test func `binary in the metrics file is counted and passed over`() async throws {
        try await DaemonFixture.with { sweepd in
            let run = try await run(
                sweepd,
                """
                echo '{"loss": 3}' >> $SWEEP_METRICS_FILE
                { head -c 300000 /dev/urandom; echo; echo 'not json'; echo '{"loss": 2}'; } >> $SWEEP_METRICS_FILE
                """, expecting: 0)
            #expect(run["metric_summary"]?["loss"] == ["last": 2.0, "min": 2.0, "max": 3.0, "count": 2], "\(run)")
            let manifest = try await sweepd.json("manifest", try #require(run["run"]?.stringValue))
            #expect(manifest["capture"]?["bad_lines"]?.intValue ?? 0 >= 1)
        }
    }

    @Test func `a program that removes its run's folder ends, and harms no other run`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.submit(
                """
                method: grid
                command: [/bin/sh, -c, 'test $PARAM_X = 2 || rm -rf $SWEEP_RUN_DIR/..; echo done']
                parameters: {x: {values: [1, 2, 3]}}
                retry: {backoff: 1ms}
                """)
            let waited = try await sweepd.sweepctl("wait", sweep, "--timeout", "60s")
            #expect(waited.code != 124, "\(waited)")
            let runs = try await sweepd.runs(sweep)
            #expect(runs.count == 3 && runs.allSatisfy { ["finished", "failed"].contains($0["state"]) }, "\(runs)")
            #expect(runs[1]["state"] == "finished" && runs[1]["attempts"] == 1)
            for run in runs where run["state"] == "failed" {
                #expect(["lost", "launch"].contains(run["reason"]), "\(run)")
            }
            // What is gone is said plainly.
            for verb in ["show", "explain", "logs", "manifest"] {
                let result = try await sweepd.sweepctl(verb, sweep + "/1")
                #expect([0, 3].contains(result.code), "\(verb): \(result)")
            }
            #expect(try await sweepd.sweepctl("logs", sweep + "/2").output == "done\n")
            #expect(try await sweepd.sweepctl("rm", sweep).code == 0)
        }
    }

    @Test func `a program that is gone when its run starts is the host's failure and brakes nothing`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/tool", "#!/bin/sh\n", mode: 0o755)
            let sweep = try await sweepd.submit(
                """
                method: grid
                command: [./tool]
                parameters: {x: {values: [1, 2]}}
                retry: {backoff: 1ms}
                max_failures: {first: 1, consecutive: 1}
                """, "--hold")
            sweepd.scratch.remove("work/tool")
            try await sweepd.sweepctl("release", sweep)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 1)
            #expect(try await sweepd.json("status", sweep)["state"] == "finished")
            for run in try await sweepd.runs(sweep) {
                #expect(run["reason"] == "launch" && run["attempts"] == 4, "\(run)")
                #expect(run["last_error"]?.stringValue?.contains("tool") == true, "\(run)")
            }
        }
    }
}
