import Glibc
import SweepModel
import TestSupport
import Testing

/// A daemon that is not there, may not be reached, or cannot start.
@Suite struct DaemonFaultTests {
    /// Words before a command that take root's power over files from it; none where we are not root anyway.
    private static let unprivileged =
        getuid() == 0 ? ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all"] : []

    private func asUser(_ argv: [String], _ sweepd: DaemonFixture) async throws -> Command.Result {
        try await Command(
            Self.unprivileged + argv, environment: sweepd.environment, folder: sweepd.work
        ).run()
    }

    private func daemon(_ sweepd: DaemonFixture, _ options: String...) throws -> [String] {
        [try Programs.path("sweepd"), "--state-dir", sweepd.state, "--socket", sweepd.socket] + options
    }

    @Test func `no daemon is code 4, with the socket's name and what to do`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write(
                "work/sweep.yaml", "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}")
            for arguments in [["status"], ["submit", "sweep.yaml"], ["run", "--", "/bin/true"], ["wait", "@last"]] {
                let result = try await sweepd.sweepctl(arguments)
                #expect(result.code == 4 && result.errors.contains(sweepd.socket), "\(arguments): \(result)")
                #expect(result.errors.contains("hint:"), "\(arguments): \(result)")
            }
        }
    }

    @Test func `a socket that may not be used is code 5`() async throws {
        try await DaemonFixture.with { sweepd in
            chmod(sweepd.socket, 0)
            let result = try await asUser([Programs.path("sweepctl"), "status"], sweepd)
            #expect(result.code == 5 && result.errors.contains(sweepd.socket), "\(result)")
        }
    }

    @Test func `a second daemon on one state directory is refused, and the first goes on`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1)
            _ = try await sweep.started.line()
            for socket in [sweepd.scratch("other.sock"), sweepd.socket] {
                let second = try await Command(
                    [Programs.path("sweepd"), "--state-dir", sweepd.state, "--socket", socket],
                    environment: sweepd.environment, folder: sweepd.work
                ).run()
                #expect(second.code == 6 && second.errors.contains("another sweepd"), "\(second)")
            }
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            #expect(try await sweepd.run(sweep.id + "/1")["attempts"] == 1)
        }
    }

    @Test func `a daemon that is refused leaves the one that is there in charge of its runs`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1)
            _ = try await sweep.started.line()
            let other = sweepd.scratch("other")
            for environment in [["XDG_STATE_HOME": other], ["XDG_STATE_HOME": other, "XDG_CONFIG_HOME": other]] {
                let refused = try await Command(
                    [Programs.path("sweepd"), "--socket", sweepd.socket],
                    environment: sweepd.environment.merging(environment) { $1 }, folder: sweepd.work
                ).run()
                #expect(refused.code == 6 && refused.errors.contains("another sweepd"), "\(refused)")
            }
            #expect(try await sweepd.sweepctl("cancel", sweep.id).code == 0)
            _ = try await sweepd.sweepctl("wait", sweep.id)
            #expect(try await sweepd.run(sweep.id + "/1")["state"] == "cancelled")
        }
    }

    @Test func `a state directory that hangs from a dangling link is told as such`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            #expect(symlink(sweepd.scratch("nowhere/at/all"), sweepd.scratch("link")) == 0)
            for folder in ["link", "link/deep"].map({ sweepd.scratch($0) }) {
                let daemon = try await asUser([Programs.path("sweepd"), "--state-dir", folder], sweepd)
                #expect(daemon.code == 1 && daemon.errors.contains(folder), "\(daemon)")
                try sweepd.scratch.write(
                    "work/sweep.yaml", "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}")
                let tried = try await asUser(
                    [Programs.path("sweepctl"), "try", "sweep.yaml", "--state-dir", folder], sweepd)
                #expect(tried.code == 1 && tried.errors.contains(folder), "\(tried)")
            }
        }
    }

    @Test func `a relative path from a folder that was removed is told as such`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let file = try sweepd.scratch.write(
                "work/sweep.yaml", "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}")
            for argv in [
                [try Programs.path("sweepctl"), "try", file, "--state-dir", "results"],
                [try Programs.path("sweepd"), "--state-dir", "results"],
            ] {
                let removed = ["/bin/sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", "sh"]
                let result = try await asUser(removed + argv, sweepd)
                #expect(result.code == 1 && result.errors.contains("current folder"), "\(result)")
            }
        }
    }

    @Test func `a state directory that cannot be written is code 5`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            chmod(try sweepd.scratch.folder("state"), 0o500)
            let result = try await asUser(daemon(sweepd), sweepd)
            #expect(result.code == 5 && result.errors.contains(sweepd.state), "\(result)")
            #expect(result.errors.contains("--state-dir"), "\(result)")
            try sweepd.scratch.write(
                "work/sweep.yaml", "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}")
            let tried = try await asUser(
                [Programs.path("sweepctl"), "try", "sweep.yaml", "--state-dir", sweepd.state + "/deep"], sweepd)
            #expect(tried.code == 5, "\(tried)")
        }
    }

    @Test func `a state directory that is a file is told as such`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write("state", "a file")
            let result = try await asUser(daemon(sweepd), sweepd)
            #expect(result.code == 1 && result.errors.contains(sweepd.state), "\(result)")
        }
    }

    @Test func `a configuration that is missing, unreadable or wrong stops the daemon before it begins`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let wrong = try sweepd.scratch.write("wrong.yaml", "limits: {slots: none}\nenginee: none\n")
            let hidden = try sweepd.scratch.write("hidden.yaml", "engine: none\n", mode: 0)
            for (file, code, fragments) in [
                (sweepd.scratch("gone.yaml"), 3, ["gone.yaml"]), (hidden, 5, ["hidden.yaml"]),
                (wrong, 7, [":1:", ":2:1:", "engine"]),
            ] as [(String, Int32, [String])] {
                for check in [[], ["--check-config"]] {
                    let result = try await asUser(daemon(sweepd, "--config", file) + check, sweepd)
                    #expect(result.code == code, "\(file): \(result)")
                    for fragment in fragments { #expect(result.errors.contains(fragment), "\(file): \(result)") }
                }
            }
            #expect(access(sweepd.state, F_OK) != 0)
            let good = try sweepd.scratch.write("good.yaml", "limits: {slots: 3}\n")
            #expect(try await asUser(daemon(sweepd, "--config", good, "--check-config"), sweepd).code == 0)
        }
    }

    @Test func `the queue of a newer sweepd is refused and left as it is`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete("method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}")
            try await sweepd.stop()
            try await raiseSchema(by: 70, sweepd)
            let result = try await asUser(daemon(sweepd), sweepd)
            #expect(result.code == 6 && result.errors.contains("newer sweepd"), "\(result)")
            try await raiseSchema(by: -70, sweepd)
            try await sweepd.start()
            #expect(try await sweepd.json("status", sweep)["state"] == "finished")
        }
    }

    private func raiseSchema(by versions: Int, _ sweepd: DaemonFixture) async throws {
        let script = """
            import sqlite3
            queue = sqlite3.connect('\(sweepd.state)/sweepd.db')
            [version] = queue.execute('PRAGMA user_version').fetchone()
            queue.execute(f'PRAGMA user_version = {version + \(versions)}')
            """
        let result = try await asUser(["/usr/bin/python3", "-c", script], sweepd)
        #expect(result.code == 0, "\(result)")
    }

    @Test func `wrong options are usage faults`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            for options in [["--slots", "0"], ["--slots", "many"], ["--enginee", "none"], ["--engine", "lxc"]] {
                let result = try await asUser(daemon(sweepd) + options, sweepd)
                #expect(result.code == 2 && result.output.isEmpty, "\(options): \(result)")
            }
            let long = sweepd.scratch(String(repeating: "s", count: 120))
            let result = try await asUser(daemon(sweepd, "--socket", long), sweepd)
            #expect(result.code == 2 && result.errors.contains("107 bytes"), "\(result)")
            for arguments in [["nonsense"], ["wait"], ["best", "@last", "--minimize", "--maximize"], ["show", "x"]] {
                #expect(try await sweepd.sweepctl(arguments).code == 2, "\(arguments)")
            }
            #expect(try await sweepd.sweepctl("--help").code == 0)
        }
    }

    @Test func `an unbounded sweep gets twenty runs in try, and says so`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write(
                "work/sweep.yaml", "method: random\ncommand: [/bin/true]\nparameters: {x: {min: 0.0, max: 1.0}}")
            let result = try await sweepd.sweepctl("try", "sweep.yaml", "--state-dir", sweepd.state)
            #expect(result.code == 0 && result.errors.contains("--run-cap"), "\(result)")
            try await sweepd.start()
            #expect(try await sweepd.json("status", "@last")["counts"]?["finished"] == 20)
            try await sweepd.stop()
            let capped = try await sweepd.sweepctl("try", "sweep.yaml", "--state-dir", sweepd.state, "--run-cap", "3")
            #expect(capped.code == 0 && !capped.errors.contains("no end"), "\(capped)")
        }
    }

    @Test func `try ends with 1 where a run failed, and says which`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write(
                "work/sweep.yaml",
                "method: grid\ncommand: [/bin/sh, -c, 'echo boom >&2; exit $PARAM_X']\nparameters: {x: {values: [0, 4]}}"
            )
            let result = try await sweepd.sweepctl("try", "sweep.yaml", "--state-dir", sweepd.state)
            #expect(result.code == 1 && result.errors.contains("/2 failed (exit-code: boom)"), "\(result)")
        }
    }
}
