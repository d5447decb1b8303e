import Glibc
import SweepModel
import TestSupport
import Testing

/// The daemon may die at any moment: no run is lost, and none starts twice.
@Suite struct CrashTests {
    @Test(arguments: [1, 2] as [UInt64])
    func `a daemon that is killed again and again starts every run exactly once`(seed: UInt64) async throws {
        try await DaemonFixture.with { sweepd in
            var random = SeededGenerator(seed: seed)
            let ledger = sweepd.scratch("ledger")
            let sweep = try await sweepd.submit(
                """
                method: grid
                command: [/bin/sh, -c, 'echo $SWEEP_RUN_ID.$SWEEP_ATTEMPT >> \(ledger)']
                parameters: {x: {min: 1, max: 60}}
                """)
            // As submitted, so killed: acknowledged is durable.
            try await sweepd.kill()
            for _ in 0..<15 {
                try await sweepd.start()
                // The moment is what the seed chooses; nothing is waited for.
                try await Task.sleep(for: .microseconds(Int.random(in: 0...120_000, using: &random)))
                try await sweepd.kill()
            }
            try await sweepd.start()
            #expect(try await sweepd.sweepctl("wait", sweep, "--timeout", "60s").code == 0)
            try await expectOnce(sweep, 60, in: sweepd)
        }
    }

    private func expectOnce(_ sweep: String, _ count: Int, in sweepd: DaemonFixture) async throws {
        let runs = try await sweepd.runs(sweep)
        #expect(runs.map { $0["state"] } == Array(repeating: "finished", count: count))
        let started = sweepd.scratch.lines("ledger").map { String($0.prefix { $0 != "." }) }
        #expect(Set(started).count == count)
        #expect(started.count == count, "started twice: \(repeated(started))")
        for run in runs {
            let name = try #require(run["run"]?.stringValue)
            let attempts = try await sweepd.run(name)["attempt_list"]?.arrayValue ?? []
            #expect(attempts.filter { $0["state"] == "finished" }.count == 1, "\(name): \(attempts)")
        }
    }

    private func repeated(_ words: [String]) -> [String] {
        Dictionary(grouping: words) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    }

    @Test(arguments: [SIGKILL, SIGTERM, SIGINT])
    func `a run outlives its daemon and the next one adopts it`(signal: Int32) async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 1, before: "echo $$ > $SWEEP_RUN_DIR/pid; echo first; \(Self.report(1, 100))",
                after: "\(Self.report(101, 200)); echo second; "
                    + "echo written >> \(sweepd.scratch("gated.started")); read x < \(sweepd.scratch("gated.go")); "
                    + "\(Self.report(201, 300)); echo third")
            #expect(try await sweep.started.line() == "1.1")
            #expect(try await sweepd.stop(signal) == (signal == SIGKILL ? 128 + SIGKILL : 0))
            sweep.goOn.release()
            #expect(try await sweep.started.line() == "written")
            let pid = try #require(pid_t(Scratch.text(of: sweepd.runDirectory(sweep.id + "/1/files/pid")).dropLast()))
            #expect(RunProcesses.isAlive(pid))
            try await sweepd.start()
            let adopted = try await sweepd.run(sweep.id + "/1")
            #expect(adopted["state"] == "running" && adopted["attempts"] == 1, "\(adopted)")
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            let run = try await sweepd.run(sweep.id + "/1")
            #expect(run["attempts"] == 1 && run["exit_code"] == 0)
            #expect(run["metric_summary"]?["v"] == ["last": 300.0, "min": 1.0, "max": 300.0, "count": 300], "\(run)")
            #expect(try await sweepd.sweepctl("logs", sweep.id + "/1").output == "first\nsecond\nthird\n")
            #expect(!RunProcesses.isAlive(pid))
        }
    }

    private static func report(_ first: Int, _ last: Int) -> String {
        "for i in $(seq \(first) \(last)); do echo \"{\\\"step\\\": $i, \\\"v\\\": $i}\"; done >> $SWEEP_METRICS_FILE"
    }

    @Test func `a run that ends while no daemon runs is found finished by the next one`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 2, after: "echo '{\"v\": 5}' >> $SWEEP_METRICS_FILE; test $SWEEP_RUN_INDEX = 1")
            _ = try await (sweep.started.line(), sweep.started.line())
            try await sweepd.kill()
            sweep.goOn.release(2)
            for index in 1...2 { try await sweepd.exitRecord(of: "\(sweep.id)/\(index)", attempt: 1) }
            try await sweepd.start()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 1)
            let runs = try await sweepd.runs(sweep.id)
            #expect(runs.map { $0["state"] } == ["finished", "failed"])
            #expect(runs.map { $0["attempts"] } == [1, 1])
            #expect(runs.first?["metrics"] == ["v": 5.0])
        }
    }

    @Test(arguments: [false, true])
    func `an attempt whose runner is killed is lost, its processes end and the run is retried`(
        withDaemon: Bool
    ) async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 1, keys: "retry: {max: 0, backoff: 1ms}", before: "/bin/sleep 1000 &")
            #expect(try await sweep.started.line() == "1.1")
            let first = RunProcesses.with(environment: "SWEEP_ID=\(sweep.id)")
            let runner = try #require(first.first.flatMap(RunProcesses.runner))
            #expect(first.count == 2)
            if withDaemon { try await sweepd.kill() }
            Glibc.kill(runner, SIGKILL)
            if withDaemon { try await sweepd.start() }
            #expect(try await sweep.started.line() == "1.2")
            for process in first { #expect(!RunProcesses.isAlive(process)) }
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            let run = try await sweepd.run(sweep.id + "/1")
            #expect(run["state"] == "finished" && run["attempts"] == 2)
            let lost = try #require(run["attempt_list"]?.arrayValue?.first)
            #expect(lost["state"] == "failed" && lost["reason"] == "lost", "\(lost)")
        }
    }

    @Test func `an attempt that was stopped while nobody of sweepd was there is lost, and the run is retried`()
        async throws
    {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1, keys: "retry: {max: 0, backoff: 1ms}")
            #expect(try await sweep.started.line() == "1.1")
            let process = try #require(RunProcesses.with(environment: "SWEEP_ID=\(sweep.id)").first)
            try await sweepd.kill()
            // As a service manager does that ends.
            Glibc.kill(try #require(RunProcesses.runner(of: process)), SIGTERM)
            try await sweepd.exitRecord(of: "\(sweep.id)/1", attempt: 1)
            try await sweepd.start()
            #expect(try await sweep.started.line() == "1.2")
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            let lost = try #require(try await sweepd.run(sweep.id + "/1")["attempt_list"]?.arrayValue?.first)
            #expect(lost["reason"] == "lost", "\(lost)")
            let events = try await sweepd.sweepctl("events", sweep.id)
            #expect(events.output.contains("retrying: it was stopped while no agent was there"), "\(events)")
        }
    }

    @Test func `a run whose runner is killed again and again fails as lost`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1, keys: "retry: {backoff: 1ms}")
            for attempt in 1...4 {
                #expect(try await sweep.started.line() == "1.\(attempt)")
                let process = try #require(RunProcesses.with(environment: "SWEEP_ID=\(sweep.id)").first)
                Glibc.kill(try #require(RunProcesses.runner(of: process)), SIGKILL)
            }
            let waited = try await sweepd.sweepctl("wait", sweep.id)
            #expect(waited.code == 1)
            let run = try await sweepd.run(sweep.id + "/1")
            #expect(run["state"] == "failed" && run["reason"] == "lost" && run["attempts"] == 4, "\(run)")
            #expect(try await sweepd.json("status", sweep.id)["state"] == "finished")
        }
    }

    @Test func `the daemon's death ends no command that can go on`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1)
            _ = try await sweep.started.line()
            try await sweepd.kill()
            let result = try await sweepd.sweepctl("status", sweep.id)
            #expect(result.code == 4 && result.errors.contains(sweepd.socket), "\(result)")
            try await sweepd.start()
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }
}
