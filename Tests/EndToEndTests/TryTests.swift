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

    @Test func `a daemon whose try was killed ends, and the next one on its folder adopts what runs`() async throws {
        try await DaemonFixture.with(slots: 1, started: false) { sweepd in
            let attempt = try await Attempt(sweepd)
            attempt.process.signal(SIGKILL)
            #expect(try await attempt.process.end() == 128 + SIGKILL)
            try await daemonHasEnded(sweepd)
            #expect(!RunProcesses.with(environment: "SWEEP_RUN_INDEX=1").isEmpty)
            try await sweepd.start()
            attempt.goOn.release(2)
            #expect(try await sweepd.sweepctl("wait", "@last").code == 0)
            let attempts = try await sweepd.runs("@last").map { $0["attempts"]?.intValue }
            #expect(attempts == [1, 1])
        }
    }

    @Test func `try ends by Ctrl-C with its runs, and says where results are and what to do`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let attempt = try await Attempt(sweepd)
            attempt.process.signal(SIGINT)
            #expect(try await attempt.process.end() == 130)
            let messages = attempt.process.messages
            #expect(messages.contains("begin anew with 'sweepctl try "), "\(messages)")
            #expect(sweepd.scratch.text("output").hasSuffix("results: \(sweepd.state)\n"))
            try await daemonHasEnded(sweepd)
            #expect(RunProcesses.with(environment: sweepd.state + "/").isEmpty)
        }
    }
}
