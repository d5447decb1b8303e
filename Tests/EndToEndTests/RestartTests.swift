import SweepModel
import TestSupport
import Testing

/// What follows a daemon goes on when it restarts, and misses and repeats nothing.
@Suite struct RestartTests {
    @Test func `a run's output and exit code come across a restart`() async throws {
        try await DaemonFixture.with { sweepd in
            let (started, goOn) = (try Gate(sweepd.scratch("started")), try Gate(sweepd.scratch("go-on")))
            let script = "echo one; echo err >&2; echo x > \(started.path); read line < \(goOn.path); echo two; exit 3"
            async let run = sweepd.sweepctl("run", "--name", "it", "--", "/bin/sh", "-c", script)
            _ = try await started.line()
            let seen = (events: try Gate(sweepd.scratch("event")), logs: try Gate(sweepd.scratch("log")))
            async let events = Self.follow(sweepd, "events @last -f --json", seen.events)
            async let logs = Self.follow(sweepd, "logs @last/1 -f", seen.logs)
            _ = try await seen.events.line()
            _ = try await seen.logs.line()
            try await sweepd.stop()
            try await sweepd.start()
            goOn.release()
            let result = try await run
            #expect(result.code == 3 && result.output == "one\ntwo\n", "\(result)")
            #expect(result.errors.contains("err\n"), "\(result)")
            let copied = try await logs
            #expect(
                copied.code == 0 && copied.output.split(separator: "\n").sorted() == ["err", "one", "two"], "\(copied)")
            let history = try await events
            let numbers = try history.jsonLines().map { $0["seq"]?.intValue ?? 0 }
            #expect(history.code == 0 && Set(numbers).count == numbers.count, "\(history)")
            let all = try await sweepd.json("events", "@last").arrayValue?.map { $0["seq"]?.intValue ?? 0 }
            #expect(numbers == all)
        }
    }

    /// What a command prints, whose lines the gate gets too.
    private static func follow(_ sweepd: DaemonFixture, _ words: String, _ gate: Gate) async throws -> Command.Result {
        let script = "set -o pipefail; '\(try Programs.path("sweepctl"))' \(words) | tee \(gate.path)"
        return try await Command(
            ["/bin/bash", "-c", script], environment: sweepd.environment, folder: sweepd.work
        ).run()
    }

    @Test func `who follows a command that waits sees its output from the start`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let first = try await GatedSweep.submit(sweepd, runs: 1)
            _ = try await first.started.line()
            let errors = try Gate(sweepd.scratch("errors"))
            let script =
                "'\(try Programs.path("sweepctl"))' run -- /bin/sh -c 'echo out; echo err >&2' 2>\(errors.path)"
            async let run = Command(
                ["/bin/sh", "-c", script], environment: sweepd.environment, folder: sweepd.work
            ).run()
            #expect(try await errors.line().hasSuffix(": queued"))
            first.goOn.release()
            let result = try await run
            #expect(result.code == 0 && result.output == "out\n", "\(result)")
            #expect(try await errors.line() == "err")
        }
    }
}
