import Glibc
import SweepModel
import TestSupport
import Testing

/// How `try` and its own daemon end.
@Suite(.timeLimit(.minutes(10))) struct TryTests {
    /// A `try` of two runs, one at a time, the first of which has started and waits.
    private struct Attempt {
        let started: Gate
        let goOn: Gate
        let process: BackgroundProcess

        init(_ sweepd: DaemonFixture) async throws {
            started = try Gate(sweepd.scratch("started"))
            goOn = try Gate(sweepd.scratch("go"))
            let file = try sweepd.scratch.write(
                "work/gated.yaml",
                """
                method: grid
                command: [/bin/sh, -c, 'echo up >> \(started.path); read answer < \(goOn.path)']
                parameters: {x: {values: [1, 2]}}
                """)
            process = try BackgroundProcess(
                [
                    "/bin/sh", "-c", "exec \"$@\" > \(sweepd.scratch("output"))", "sh", Programs.path("sweepctl"),
                    "try",
                    file, "--slots", "1", "--state-dir", sweepd.state,
                ], environment: sweepd.environment, readyAt: "2 runs")
            _ = try await started.line()
            try await process.becomesReady()
        }
    }

    /// Waits until no daemon has the state folder any more.
    private func daemonHasEnded(_ sweepd: DaemonFixture) async throws {
        let lock = sweepd.state + "/sweepd.db.lock"
        let result = try await Command(
            ["/usr/bin/flock", "-w", "60", lock, "/bin/true"], environment: sweepd.environment, folder: sweepd.work
        ).run()
        #expect(result.code == 0, "\(result)")
    }

    @Test(arguments: [SIGKILL, SIGHUP])
    func `a try that is killed, or whose terminal goes, takes its runs along`(_ signal: Int32) async throws {
        try await DaemonFixture.with(slots: 1, started: false) { sweepd in
            let attempt = try await Attempt(sweepd)
            attempt.process.signal(signal)
            #expect(try await attempt.process.end() == 128 + signal)
            try await daemonHasEnded(sweepd)
            #expect(RunProcesses.with(environment: sweepd.state + "/").isEmpty)
            try await sweepd.start()
            #expect(try await sweepd.json("status", "@last")["state"] == "cancelled")
        }
    }

    @Test func `try ends by Ctrl-C with its runs, and says where results are and what to do`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let attempt = try await Attempt(sweepd)
            attempt.process.signal(SIGINT)
            #expect(try await attempt.process.end() == 130)
            let messages = await attempt.process.allMessages()
            #expect(messages.contains("begin anew with 'sweepctl try "), "\(messages)")
            #expect(sweepd.scratch.text("output").hasSuffix("results: \(sweepd.state)\n"))
            try await daemonHasEnded(sweepd)
            #expect(RunProcesses.with(environment: sweepd.state + "/").isEmpty)
        }
    }
}
