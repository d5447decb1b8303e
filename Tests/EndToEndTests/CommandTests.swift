import Glibc
import SweepModel
import TestSupport
import Testing

/// What may be done to sweeps and runs, and what comes of it.
@Suite struct CommandTests {
    private static let quick = """
        name: quick
        method: grid
        command: [/bin/sh, -c, 'echo out $PARAM_X; echo err >&2']
        parameters: {x: {values: [1, 2, 3]}}
        """

    @Test func `the same key and file again are the same sweep, another file, name or override is a conflict`()
        async throws
    {
        try await DaemonFixture.with { sweepd in
            let first = try await sweepd.submit(Self.quick, "--key", "monday")
            #expect(try await sweepd.submit(Self.quick, "--key", "monday") == first)
            try sweepd.scratch.write("work/other.yaml", Self.quick.replacing("[1, 2, 3]", with: "[4]"))
            let other = try await sweepd.sweepctl("submit", "other.yaml", "--key", "monday")
            #expect(other.code == 6, "\(other)")
            try sweepd.scratch.write("work/again.yaml", Self.quick)
            for words in [["--name", "slow"], ["--set", "run_cap=2"]] {
                let changed = try await sweepd.sweepctl(["submit", "again.yaml", "--key", "monday"] + words)
                #expect(changed.code == 6 && changed.errors.contains("cannot submit under key"), "\(changed)")
            }
            #expect(try await sweepd.json("sweeps").arrayValue?.count == 1)
        }
    }

    @Test func `submit says how many runs there are, and null where that is unbounded`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/grid.yaml", Self.quick)
            try sweepd.scratch.write(
                "work/random.yaml", "method: random\ncommand: [/bin/true]\nparameters: {x: {min: 0.0, max: 1.0}}")
            let grid = try await sweepd.sweepctl("submit", "grid.yaml", "--json", "--hold")
            #expect(try grid.json()["runs"] == 3)
            #expect(grid.errors.contains("3 runs"))
            let random = try await sweepd.sweepctl("submit", "random.yaml", "--json", "--hold")
            #expect(try random.json()["runs"] == .null)
            let piped = try await sweepd.sweepctl("submit", "-", "--name", "piped", "--wait", input: Self.quick)
            #expect(piped.code == 0, "\(piped)")
            #expect(try await sweepd.json("status", "piped")["name"] == "piped")
        }
    }

    @Test func `a held sweep starts when it is released`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.submit(Self.quick, "--hold")
            #expect(try await sweepd.json("status", sweep)["state"] == "held")
            #expect(try await sweepd.sweepctl("wait", sweep, "--timeout", "10ms").code == 124)
            let waiting = try BackgroundProcess(
                [Programs.path("sweepctl"), "wait", sweep], environment: sweepd.environment,
                readyAt: "sweepctl release \(sweep)")
            try await waiting.becomesReady()
            #expect(try await sweepd.sweepctl("explain", sweep).output.contains("held"))
            #expect(try await sweepd.sweepctl("release", sweep).code == 0)
            #expect(try await waiting.end() == 0)
            #expect(try await sweepd.sweepctl("release", sweep).code == 6)
        }
    }

    @Test func `a paused sweep lets its runs end and starts no more until it is resumed`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 3)
            #expect(try await sweep.started.line() == "1.1")
            #expect(try await sweepd.sweepctl("pause", sweep.id).code == 0)
            sweep.goOn.release()
            try await sweepd.event("finished", of: sweep.id + "/1")
            let paused = try await sweepd.json("status", sweep.id)
            #expect(paused["state"] == "paused" && paused["reason"] == "user", "\(paused)")
            #expect(paused["counts"]?["running"] == 0 && paused["counts"]?["starting"] == 0)
            #expect(try await sweepd.sweepctl("resume", sweep.id).code == 0)
            sweep.goOn.release(2)
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            #expect(try await sweepd.json("status", sweep.id)["counts"]?["finished"] == 3)
            #expect(try await sweepd.sweepctl("pause", sweep.id).code == 6)
        }
    }

    @Test func `a stopped sweep finishes what runs and gives up the rest`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 3)
            #expect(try await sweep.started.line() == "1.1")
            #expect(try await sweepd.sweepctl("stop", sweep.id).code == 0)
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            let stopped = try await sweepd.json("status", sweep.id)
            #expect(stopped["state"] == "stopped")
            #expect(stopped["counts"]?["finished"] == 1 && stopped["counts"]?["queued"] == 0, "\(stopped)")
        }
    }

    @Test func `a cancelled sweep ends its runs at once`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 3)
            _ = try await (sweep.started.line(), sweep.started.line())
            #expect(try await sweepd.sweepctl("cancel", sweep.id).code == 0)
            let waited = try await sweepd.sweepctl("wait", sweep.id)
            #expect(waited.code == 1 && waited.errors.contains("cancelled"), "\(waited)")
            for run in try await sweepd.runs(sweep.id) {
                #expect(run["state"] == "cancelled" && run["reason"] == "cancelled", "\(run)")
            }
            #expect(RunProcesses.with(environment: "SWEEP_ID=\(sweep.id)").isEmpty)
        }
    }

    @Test func `single runs are cancelled, by range too, and the others go on`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 4, keys: "max_parallel: 2")
            _ = try await (sweep.started.line(), sweep.started.line())
            #expect(try await sweepd.sweepctl("cancel", sweep.id + "/1-2").code == 0)
            _ = try await (sweep.started.line(), sweep.started.line())
            sweep.goOn.release(2)
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            let states = try await sweepd.runs(sweep.id).map { $0["state"]?.stringValue }
            #expect(states == ["cancelled", "cancelled", "finished", "finished"])
            #expect(try await sweepd.sweepctl("cancel", sweep.id + "/3").code == 6)
            #expect(try await sweepd.sweepctl("cancel", sweep.id + "/9").code == 3)
        }
    }

    @Test func `of several runs those that can be changed are, and each of the others is told`() async throws {
        try await DaemonFixture.with(slots: 3) { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 3)
            for _ in 0..<3 { _ = try await sweep.started.line() }
            #expect(try await sweepd.sweepctl("cancel", sweep.id + "/1").code == 0)
            // Followed until the run has ended.
            _ = try await sweepd.sweepctl("logs", sweep.id + "/1", "-f")
            let range = try await sweepd.sweepctl("cancel", sweep.id + "/1-2")
            #expect(range.code == 0 && range.errors.contains("cannot cancel run '\(sweep.id)/1'"), "\(range)")
            let list = try await sweepd.sweepctl("cancel", sweep.id + "/1", sweep.id + "/3")
            #expect(list.code == 6 && list.errors.contains("cannot cancel run '\(sweep.id)/1'"), "\(list)")
            _ = try await sweepd.sweepctl("wait", sweep.id)
            #expect(try await sweepd.sweepctl("cancel", sweep.id + "/1-3").code == 6)
            let states = try await sweepd.runs(sweep.id).map { $0["state"]?.stringValue }
            #expect(states == ["cancelled", "cancelled", "cancelled"])
        }
    }

    @Test func `output whose folder is gone is told as such`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete("method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}")
            let folder = try #require(try await sweepd.run(sweep + "/1")["run_dir"]?.stringValue)
            #expect(rename(folder, folder + ".away") == 0)
            for arguments in [["logs", sweep + "/1"], ["logs", sweep + "/1", "-f"]] {
                let result = try await sweepd.sweepctl(arguments)
                #expect(result.code == 3 && result.errors.contains("is gone"), "\(result)")
            }
        }
    }

    @Test func `a requeued run starts again at no cost`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1)
            #expect(try await sweep.started.line() == "1.1")
            #expect(try await sweepd.sweepctl("requeue", sweep.id + "/1").code == 0)
            #expect(try await sweep.started.line() == "1.2")
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            let run = try await sweepd.run(sweep.id + "/1")
            #expect(run["state"] == "finished" && run["attempts"] == 2)
            #expect(run["attempt_list"]?.arrayValue?.first?["state"] == "stopped", "\(run)")
        }
    }

    @Test func `the failed runs of a sweep are retried together`() async throws {
        try await DaemonFixture.with { sweepd in
            let marker = sweepd.scratch("marker")
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'test $PARAM_X = 1 -o -e \(marker)']
                parameters: {x: {values: [1, 2, 3]}}
                """)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 1)
            try sweepd.scratch.write("marker", "")
            #expect(try await sweepd.json("retry", sweep, "--failed") == ["runs": 2])
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(try await sweepd.runs(sweep).map { $0["attempts"]?.intValue } == [1, 2, 2])
            #expect(try await sweepd.sweepctl("retry", sweep).code == 2)
            #expect(try await sweepd.sweepctl("retry", sweep + "/1").code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(try await sweepd.run(sweep + "/1")["attempts"] == 2)
        }
    }

    @Test func `a run's parameters are submitted again as a new sweep`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.quick)
            let again = try #require(try await sweepd.json("resubmit", sweep + "/2")["sweep"]?.stringValue)
            #expect(again != sweep)
            #expect(try await sweepd.sweepctl("wait", again).code == 0)
            #expect(try await sweepd.runs(again).map { $0["parameters"] } == [["x": 2]])
            let changed = try await sweepd.sweepctl(
                "resubmit", sweep + "/2", "--set", "max_parallel=1", "--name", "changed", "--json")
            #expect(changed.code == 0, "\(changed)")
        }
    }

    @Test func `rm removes what has ended, and only that`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.quick)
            let folder = sweepd.runDirectory(sweep)
            #expect(try await sweepd.sweepctl("rm", sweep + "/1").code == 0)
            #expect(try await sweepd.sweepctl("show", sweep + "/1").code == 3)
            #expect(try await sweepd.sweepctl("rm", sweep + "/2", "--artifacts-only").code == 0)
            #expect(try await sweepd.sweepctl("logs", sweep + "/2").output.contains("out 2"))
            #expect(try await sweepd.sweepctl("rm", sweep).code == 0)
            #expect(try await sweepd.sweepctl("status", sweep).code == 3)
            #expect(Scratch.text(of: folder + "/specification.yaml") == "")
            let live = try await GatedSweep.submit(sweepd, runs: 1)
            _ = try await live.started.line()
            #expect(try await sweepd.sweepctl("rm", live.id).code == 6)
            #expect(try await sweepd.sweepctl("rm", live.id + "/1").code == 6)
            live.goOn.release()
            #expect(try await sweepd.sweepctl("wait", live.id).code == 0)
        }
    }

    @Test func `gc names what nothing needs, and du what sweeps take`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.quick)
            let digest = String(repeating: "ab", count: 32)
            let snapshot = try sweepd.scratch.write("state/source/\(digest)/main.py", "left")
            try sweepd.scratch.write("state/runs/other-abcd/1/files/result", "somebody's")
            try await Command.age(contentsOf: sweepd.state + "/source")
            let report = try await sweepd.json("gc", "--dry-run")
            #expect(report["dry_run"] == true)
            #expect(report["paths"] == [.string(sweepd.state + "/source/" + digest)], "\(report)")
            #expect(report["skipped"]?.arrayValue?.count == 1, "\(report)")
            #expect(sweepd.scratch.text("state/source/\(digest)/main.py") == "left", "\(snapshot)")
            let done = try await sweepd.sweepctl("gc")
            #expect(done.code == 0)
            #expect(done.errors.contains("other-abcd' is of no sweep that this queue has had"), "\(done)")
            #expect(sweepd.scratch.text("state/source/\(digest)/main.py") == "")
            #expect(sweepd.scratch.text("state/runs/other-abcd/1/files/result") == "somebody's")
            let usage = try await sweepd.json("du")
            #expect(usage["sweeps"]?.arrayValue?.first?["sweep"] == .string(sweep))
            #expect(usage["runs_bytes"]?.intValue ?? 0 > 0)
            #expect(try await sweepd.sweepctl("logs", sweep + "/1").output.contains("out 1"))
        }
    }

    @Test func `a sweep is named by its id, its name, a unique prefix or @last`() async throws {
        try await DaemonFixture.with { sweepd in
            let first = try await sweepd.submit(Self.quick.replacing("quick", with: "alpha"), "--hold")
            let second = try await sweepd.submit(Self.quick.replacing("quick", with: "beta"), "--hold")
            for (name, sweep) in [(first, first), ("alpha", first), ("al", first), ("beta", second), ("@last", second)]
            {
                #expect(try await sweepd.json("status", name)["sweep"] == .string(sweep), "\(name)")
            }
            #expect(try await sweepd.sweepctl("status", "gamma").code == 3)
            _ = try await sweepd.submit(Self.quick.replacing("quick", with: "alpha"), "--hold")
            let ambiguous = try await sweepd.sweepctl("status", "alpha")
            #expect(ambiguous.code != 0 && ambiguous.errors.contains(first), "\(ambiguous)")
        }
    }

    @Test func `logs print both streams, one stream, or one attempt`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'echo out $SWEEP_ATTEMPT; echo err $SWEEP_ATTEMPT >&2; test $SWEEP_ATTEMPT = 2']
                parameters: {x: {value: 1}}
                retry: {max: 1, backoff: 1ms}
                """)
            func logs(_ options: String...) async throws -> String {
                try await sweepd.sweepctl(["logs", sweep + "/1"] + options).output
            }
            #expect(try await Set(logs().split(separator: "\n")) == ["out 2", "err 2"])
            #expect(try await logs("--stream", "stdout") == "out 2\n")
            #expect(try await logs("--attempt", "1", "--stream", "stderr") == "err 1\n")
            #expect(try await sweepd.sweepctl("logs", sweep + "/1", "--attempt", "7").code == 3)
        }
    }

    @Test func `logs are followed across retries, until the run has ended`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 1, keys: "retry: {max: 1, backoff: 1ms}", before: "echo before $SWEEP_ATTEMPT",
                after: "echo after $SWEEP_ATTEMPT; test $SWEEP_ATTEMPT = 2")
            _ = try await sweep.started.line()
            async let followed = sweepd.sweepctl("logs", sweep.id + "/1", "-f")
            sweep.goOn.release(2)
            // How much of the first attempt is seen depends on when the follower came.
            #expect(try await followed.output.hasSuffix("before 2\nafter 2\n"))
        }
    }

    @Test func `run queues one command and returns its exit code`() async throws {
        try await DaemonFixture.with { sweepd in
            let good = try await sweepd.sweepctl("run", "--", "/bin/sh", "-c", "echo '${HOME}' \"$HOME\"; echo e >&2")
            #expect(good.code == 0 && good.output == "${HOME} \(sweepd.scratch.path)\n", "\(good)")
            #expect(good.errors.contains("e\n"))
            let bad = try await sweepd.sweepctl("run", "--name", "bad", "--", "/bin/sh", "-c", "exit 7")
            #expect(bad.code == 7, "\(bad)")
            let killed = try await sweepd.sweepctl("run", "--", "/bin/sh", "-c", "kill -KILL $$")
            #expect(killed.code == 137, "\(killed)")
            let detached = try await sweepd.sweepctl("run", "--detach", "--", "/bin/true")
            #expect(detached.code == 0)
            #expect(try await sweepd.sweepctl("wait", "@last").code == 0)
            #expect(try await sweepd.sweepctl("run").code == 2)
        }
    }

    @Test func `waiting ends with 1 where a run failed, and with 130 by Ctrl-C`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write(
                "work/bad.yaml", "method: grid\ncommand: [/bin/false]\nparameters: {x: {value: 1}}")
            let failed = try await sweepd.sweepctl("submit", "bad.yaml", "--wait")
            #expect(failed.code == 1 && failed.errors.contains("1 of 1 runs failed"), "\(failed)")
            let held = try await sweepd.submit(Self.quick, "--hold")
            let waiting = try BackgroundProcess(
                [Programs.path("sweepctl"), "wait", held], environment: sweepd.environment, readyAt: "is held")
            try await waiting.becomesReady()
            waiting.signal(SIGINT)
            #expect(try await waiting.end() == 130)
            #expect(try await sweepd.json("status", held)["state"] == "held")
        }
    }

    @Test func `expand prints the points that the sweep then runs`() async throws {
        try await DaemonFixture.with { sweepd in
            let text = """
                method: random
                seed: 7
                run_cap: 12
                command: [/bin/true]
                parameters: {x: {min: 0.0, max: 1.0}, n: {min: 1, max: 9}, c: {values: [a, b]}}
                """
            let sweep = try await sweepd.complete(text)
            let points = try await sweepd.sweepctl("expand", "sweep.yaml", "--jsonl").jsonLines()
            #expect(try await sweepd.runs(sweep).map { $0["parameters"] } == points)
            let again = try await sweepd.complete(text)
            #expect(try await sweepd.runs(again).map { $0["parameters"] } == points)
            let other = try await sweepd.sweepctl("expand", "sweep.yaml", "--jsonl", "--seed", "8").jsonLines()
            #expect(other.count == 12 && other != points)
            #expect(
                try await sweepd.sweepctl("expand", "sweep.yaml", "--jsonl", "--count", "3").jsonLines()
                    == Array(points.prefix(3)))
        }
    }

    @Test func `validate says the space and sample commands without a daemon`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write("work/sweep.yaml", Self.quick)
            let result = try await sweepd.sweepctl("validate", "sweep.yaml")
            #expect(result.code == 0 && result.output.contains("3 points"), "\(result)")
            let json = try await sweepd.json("validate", "sweep.yaml")
            #expect(json["runs"] == 3 && json["commands"]?.arrayValue?.count == 3)
        }
    }
}
