import SweepModel
import TestSupport
import Testing

/// What `gc` lets go of by rule.
@Suite struct RetentionTests {
    @Test func `files of the best runs, and what is younger than its limit, are kept`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                name: kept
                method: grid
                command: [/bin/sh, -c, 'echo big > $SWEEP_RUN_DIR/model; echo "{\\"loss\\": $PARAM_X}" >> $SWEEP_METRICS_FILE; test $PARAM_X -lt 4']
                parameters: {x: {values: [1, 2, 3, 4]}}
                metric: {name: loss, goal: minimize}
                retention: {artifacts: best 2, failed: 7d}
                """)
            let runs = sweepd.state + "/runs/" + sweep
            let dry = try await sweepd.sweepctl("gc", "--dry-run", "--json").json()
            let paths = dry["paths"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(paths.filter { $0.hasPrefix(runs) } == ["\(runs)/3/files"], "\(dry)")
            #expect(try await sweepd.sweepctl("gc").code == 0)
            let left = try await Command(
                ["/bin/sh", "-c", "ls -d */files"], environment: sweepd.environment, folder: runs
            ).run()
            #expect(left.output.split(separator: "\n") == ["1/files", "2/files", "4/files"], "\(left)")
        }
    }

    @Test func `the configuration's rules lie beneath those of sweeps`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let path = try sweepd.scratch.write(".config/sweepd/config.yaml", "retention: {failed: 0s, logs: 0s}\n")
            #expect(!path.isEmpty)
            try await sweepd.start()
            let sweep = try await sweepd.complete(
                "method: list\ncommand: [/bin/sh, -c, 'exit $PARAM_X']\npoints: [{x: 0}, {x: 1}]\n")
            #expect(try await sweepd.sweepctl("gc").code == 0)
            let left = try await Command(
                ["/bin/sh", "-c", "ls -d *; ls 1/attempt-1"], environment: sweepd.environment,
                folder: sweepd.state + "/runs/" + sweep
            ).run()
            let names = left.output.split(separator: "\n").map(String.init)
            #expect(names.contains("1") && !names.contains("2"), "\(names)")
            #expect(names.contains("manifest.json") && !names.contains("stdout.log") && !names.contains("stderr.log"))
        }
    }
}
