import FoundationEssentials
import Glibc
import Subprocess
import Support
import Testing

/// Who may do what, with real users' numbers against a real daemon. It needs root, who can become anybody.
@Suite(.serialized, .enabled(if: getuid() == 0)) struct AccessTests {
    private static let folder = Programs.repository + "/Tests/System/Access"

    @Test(.timeLimit(.minutes(5)), arguments: ["private", "group", "public"])
    func `every operation comes to what the table says, whoever asks and whatever the state`(
        visibility: String
    ) async throws {
        let host = try SharedHost(configuration: "visibility: \(visibility)\nadministrators: ['@games']\n")
        let log = try await host.daemon {
            let found = try await Programs.run("python3", [Self.folder + "/matrix.py", host.socket, visibility])
            #expect(found.succeeded, "\(found.output)\n\(found.errors)")
        }
        #expect(log.contains { $0.contains("asked: cancelSweep") && $0.contains("by uid 61001 (61001), pid ") })
        if visibility != "private" {
            #expect(log.contains { $0.contains("refused: cancelSweep") && $0.contains("by uid 61002 (61002), pid ") })
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a number that is another user's now gives nobody her predecessor's sweeps`() async throws {
        let host = try SharedHost(configuration: "")
        let submit = ["submit", "--hold", "--name", "old", "-", "--json"]
        _ = try await host.daemon {
            let made = try await host.sweepctl(submit, as: "games")
            #expect(made.succeeded, "\(made.errors)")
            let seen = try await host.sweepctl(["status", "old"], as: "games")
            #expect(seen.succeeded, "\(seen.errors)")
        }
        let change =
            "import sqlite3; c = sqlite3.connect('\(host.state)/sweepd.db'); "
            + "c.execute(\"UPDATE sweep SET owner_name = 'formerly'\"); c.commit(); c.close()"
        #expect(try await Programs.run("python3", ["-c", change]).succeeded)
        _ = try await host.daemon {
            let seen = try await host.sweepctl(["status", "old"], as: "games")
            #expect(seen.errors.contains("cannot find sweep 'old'"), "\(seen)")
            let list = try await host.sweepctl(["sweeps", "--json"], as: "games")
            #expect(list.succeeded && !list.output.contains("old"), "\(list)")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `whoever opens all connections that she gets keeps nobody else out`() async throws {
        let host = try SharedHost(configuration: "")
        _ = try await host.daemon {
            let found = try await Programs.run("python3", [Self.folder + "/crowd.py", host.socket])
            let counts = found.output.hasPrefix("64 HTTP/1.1 503") && found.output.contains("others: [0, 0]")
            #expect(counts && found.output.contains("64 connections of 61001 are open"), "\(found)")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `who may not connect is told whether to ask for the group or to log in again`() async throws {
        let host = try SharedHost(configuration: "", socketGroup: 60)
        _ = try await host.daemon {
            let outside = try await host.sweepctl(["sweeps"], as: "daemon")
            #expect(outside.errors.contains("daemon is not in the group 'games'"), "\(outside.errors)")
            #expect(outside.errors.contains("usermod -aG games daemon"))
            // Her login is from before: the process has none of the groups that the host gives games.
            let stale = try await host.sweepctl(["sweeps"], as: "games", groups: [1])
            #expect(
                stale.errors.contains("games is in the group 'games', but was logged in before that"), "\(stale.errors)"
            )
            let inside = try await host.sweepctl(["sweeps"], as: "games")
            #expect(inside.succeeded, "\(inside.errors)")
        }
    }
}
