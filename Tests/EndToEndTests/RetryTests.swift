import SweepModel
import TestSupport
import Testing

/// Attempts, brakes and limits.
@Suite struct RetryTests {
    @Test func `a retry keeps the run's folder and seed, and counts the attempt`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'echo $SWEEP_ATTEMPT $SWEEP_SEED >> $SWEEP_RUN_DIR/log; test $SWEEP_ATTEMPT = 3']
                parameters: {x: {value: 1}}
                retry: {max: 2, backoff: 40ms, factor: 2}
                max_failures: {first: 1, consecutive: 1}
                """)
            let run = try await sweepd.run(sweep + "/1")
            #expect(run["state"] == "finished" && run["attempts"] == 3 && run["exit_code"] == 0, "\(run)")
            let log = Scratch.text(of: sweepd.runDirectory(sweep + "/1/files/log")).split(separator: "\n")
            #expect(log.map { $0.prefix(1) } == ["1", "2", "3"])
            #expect(Set(log.map { $0.dropFirst(2) }).count == 1)
            let attempts = run["attempt_list"]?.arrayValue ?? []
            #expect(attempts.map { $0["reason"] } == ["exit-code", "exit-code", .null])
            let starts = attempts.compactMap { $0["started_at"]?.stringValue.flatMap(Instant.init) }
            let ends = attempts.compactMap { $0["finished_at"]?.stringValue.flatMap(Instant.init) }
            #expect(starts.count == 3 && ends.count == 3)
            // Times are told to the millisecond.
            for (index, least) in [39, 79].enumerated() {
                #expect(starts[index + 1] - ends[index] >= .milliseconds(Int64(least)), "\(attempts)")
            }
        }
    }

    @Test func `a failure that no retry covers is final`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sleep, 1000]
                parameters: {x: {value: 1}}
                time_limit: 100ms
                retry: {max: 3, backoff: 1ms}
                """)
            let run = try await sweepd.run(sweep + "/1")
            #expect(run["state"] == "failed" && run["reason"] == "timeout" && run["attempts"] == 1, "\(run)")
            let again = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sleep, 1000]
                parameters: {x: {value: 1}}
                time_limit: 100ms
                retry: {max: 1, backoff: 1ms, on: [timeout]}
                """)
            #expect(try await sweepd.run(again + "/1")["attempts"] == 2)
        }
    }

    @Test(arguments: ["{first: 2}", "{first: 100, consecutive: 2}"])
    func `a sweep whose runs fail is paused with the reason and the last error`(brake: String) async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'echo boom $PARAM_X >&2; exit 1']
                parameters: {x: {values: [1, 2, 3, 4, 5]}}
                max_failures: \(brake)
                """)
            let waited = try await sweepd.sweepctl("wait", sweep)
            #expect(waited.code == 1 && waited.errors.contains("max-failures"), "\(waited)")
            #expect(waited.errors.contains("boom 2"), "\(waited)")
            let object = try await sweepd.json("status", sweep)
            #expect(object["state"] == "paused" && object["reason"] == "max-failures")
            #expect(object["counts"]?["failed"] == 2, "\(object)")
            #expect(try await sweepd.sweepctl("explain", sweep).output.contains("boom 2"))
        }
    }

    @Test func `a braked sweep goes on when it is resumed`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let marker = sweepd.scratch("repaired")
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'test -e \(marker)']
                parameters: {x: {values: [1, 2, 3, 4, 5]}}
                max_failures: {first: 2}
                """)
            try sweepd.scratch.write("repaired", "")
            #expect(try await sweepd.sweepctl("resume", sweep).code == 0)
            // Two runs stay failed.
            #expect(try await sweepd.sweepctl("wait", sweep).code == 1)
            let object = try await sweepd.json("status", sweep)
            #expect(object["state"] == "finished" && object["counts"]?["finished"] == 3, "\(object)")
        }
    }

    @Test func `a sweep that reached its target starts nothing more`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                metric: {name: score, goal: maximize, target: 3}
                command: [/bin/sh, -c, 'echo "{\\"score\\": $PARAM_X}"']
                parameters: {x: {values: [1, 2, 3, 4, 5]}}
                """)
            let object = try await sweepd.json("status", sweep)
            #expect(object["state"] == "finished" && object["reason"] == "target-reached", "\(object)")
            #expect(object["best"]?["value"]?.doubleValue ?? 0 >= 3)
            // The run after the third may have started before its value was read.
            #expect((3...4).contains(object["counts"]?["finished"]?.intValue ?? 0), "\(object)")
            #expect(object["counts"]?["queued"] == 0)
            #expect(try await sweepd.sweepctl("explain", sweep).output.contains("target"))
        }
    }

    @Test func `a retry by hand keeps what its run kept`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'echo x >> $SWEEP_RUN_DIR/log; exit 1']
                parameters: {x: {value: 1}}
                """)
            let log = sweepd.runDirectory(sweep + "/1/files/log")
            #expect(try await sweepd.sweepctl("retry", sweep + "/1").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(Scratch.text(of: log) == "x\nx\n")
        }
    }
}
