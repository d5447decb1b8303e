import SweepModel
import TestSupport
import Testing

/// Copies of the queue, made while it works, and put back.
@Suite struct BackupTests {
    private static let mode = ["/usr/bin/stat", "-c", "%a"]

    @Test func `a copy is whole, its caller's alone, and replaces nothing unless told to`() async throws {
        try await DaemonFixture.with { sweepd in
            _ = try await sweepd.complete("method: list\ncommand: [/bin/true]\npoints: [{x: 1}, {x: 2}]\n")
            let first = try await sweepd.sweepctl("backup", "copy.db")
            #expect(first.code == 0 && first.output.isEmpty, "\(first)")
            let copy = sweepd.work + "/copy.db"
            let mode = try await Command(Self.mode + [copy], environment: sweepd.environment, folder: sweepd.work).run()
            #expect(mode.output == "600\n")
            #expect(try await Self.count(copy, sweepd) == "ok 2")
            let second = try await sweepd.sweepctl("backup", "copy.db")
            #expect(second.code == 6 && second.errors.contains("it is there already"), "\(second)")
            #expect(try await sweepd.sweepctl("backup", "--force", "copy.db").code == 0)
            #expect(try await sweepd.sweepctl("backup", "nowhere/copy.db").code == 1)
            let left = try await Command(
                ["/bin/ls", sweepd.work, sweepd.state], environment: sweepd.environment, folder: sweepd.work
            ).run()
            #expect(!left.output.contains("partial") && !left.output.contains("backup-"), "\(left)")
        }
    }

    /// By a reader that shares nothing with sweepd: what SQLite thinks of it, and how many runs it holds.
    private static func count(_ file: String, _ sweepd: DaemonFixture) async throws -> String {
        let script = """
            import sqlite3, sys
            database = sqlite3.connect(sys.argv[1])
            print(database.execute("PRAGMA integrity_check").fetchone()[0], database.execute("SELECT count(*) FROM run").fetchone()[0])
            """
        let result = try await Command(
            ["/usr/bin/python3", "-c", script, file], environment: sweepd.environment, folder: sweepd.work
        ).run()
        return result.output.split(whereSeparator: \.isNewline).joined()
    }

    @Test func `copies made while runs start and end are whole each`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.submit(
                "method: grid\ncommand: [/bin/true]\nparameters: {x: {values: \(Array(1...200))}}\n")
            for number in 1...5 {
                #expect(try await sweepd.sweepctl("backup", "\(number).db").code == 0)
                #expect(try await Self.count(sweepd.work + "/\(number).db", sweepd).hasPrefix("ok "))
            }
            #expect(try await sweepd.sweepctl("wait", sweep, "--timeout", "60s").code == 0)
        }
    }

    @Test func `without a daemon sweepd copies its queue itself, and refuses where one works`() async throws {
        try await DaemonFixture.with { sweepd in
            _ = try await sweepd.complete("method: list\ncommand: [/bin/true]\npoints: [{x: 1}]\n")
            let words = [try Programs.path("sweepd"), "--state-dir", sweepd.state, "--backup"]
            let refused = try await Command(
                words + ["a.db"], environment: sweepd.environment, folder: sweepd.work
            ).run()
            #expect(refused.code == 6, "\(refused)")
            try await sweepd.stop()
            let made = try await Command(words + ["a.db"], environment: sweepd.environment, folder: sweepd.work).run()
            #expect(made.code == 0, "\(made)")
            #expect(try await Self.count(sweepd.work + "/a.db", sweepd) == "ok 1")
        }
    }

    @Test func `after a copy is put back, what ran since is taken in from its records`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 2, after: #"echo "{\"loss\": $PARAM_X}" >> $SWEEP_METRICS_FILE"#)
            _ = try await sweep.started.line()
            #expect(try await sweepd.sweepctl("backup", "copy.db").code == 0)
            sweep.goOn.release()
            _ = try await sweep.started.line()
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id, "--timeout", "60s").code == 0)
            try await sweepd.stop()
            let script = "rm -f sweepd.db sweepd.db-wal sweepd.db-shm && cp \(sweepd.work)/copy.db sweepd.db"
            let put = try await Command(
                ["/bin/sh", "-c", script], environment: sweepd.environment, folder: sweepd.state
            ).run()
            #expect(put.code == 0)
            try await sweepd.start()
            #expect(try await sweepd.sweepctl("wait", sweep.id, "--timeout", "60s").code == 0)
            let runs = try await sweepd.runs(sweep.id)
            #expect(runs.map { $0["state"] } == ["finished", "finished"], "\(runs)")
            #expect(runs.map { $0["attempts"] } == [1, 1], "\(runs)")
            #expect(runs.map { $0["metrics"]?["loss"]?.doubleValue } == [1, 2], "\(runs)")
        }
    }

    @Test func `without a daemon only the user's own queue is copied, and why it cannot be is sweepd's word`()
        async throws
    {
        try await DaemonFixture.with(started: false) { sweepd in
            let named = try await sweepd.sweepctl("backup", "copy.db")
            #expect(named.code == 4 && named.errors.contains(sweepd.socket), "\(named)")
            let own = try await sweepd.sweepctl("backup", "--user", "copy.db")
            #expect(own.code == 3 && own.errors.contains("sweepd:"), "\(own)")
            let left = try await Command(
                ["/bin/ls", sweepd.work], environment: sweepd.environment, folder: sweepd.work
            ).run()
            #expect(left.output.isEmpty, "\(left)")
        }
    }
}
