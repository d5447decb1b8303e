import FoundationEssentials
import Glibc
import Testing

/// What a container sees of the host's files, as whoever runs the tests: root, or an ordinary user.
@Suite(.serialized, .timeLimit(.minutes(10))) struct MountTests {
    @Test func `mounts are found beside the specification, and read-only ones are`() async throws {
        let stage = try Stage()
        try FileManager.default.createDirectory(atPath: stage.work + "/set", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: stage.work + "/out", withIntermediateDirectories: true)
        try stage.write("set/x", "data\n")
        try #require(symlink("set", stage.work + "/link") == 0)
        try await stage.daemon {
            let mounts =
                "mounts: [{source: link, target: /set, read_only: true}, {source: out, target: /src/out}, "
                + "{source: \(stage.work)/set/x, target: /etc/x}]"
            let script = "cat /set/x /etc/x && ! touch /set/y 2> /dev/null && echo made > /src/out/made"
            let run = try await stage.finish(Stage.specification(script, mounts))
            #expect(run.exit_code == 0, "\(run)")
            #expect(try await stage.answer("logs", run.run) == "data\ndata\n")
            #expect(stage.text("work/out/made") == "made\n")
            let manifest = try await stage.answer("manifest", run.run)
            #expect(manifest.contains("\(stage.work)/set\""), "\(manifest)")
        }
    }

    @Test func `what gives away the host cannot be mounted`() async throws {
        let stage = try Stage()
        try #require(mkfifo(stage.work + "/pipe", 0o600) == 0)
        try await stage.daemon {
            for (source, words) in [
                ("/proc", "it is proc"), ("/sys/fs/cgroup/..", "gives away the host"), ("/dev/null", "it is a device"),
                ("pipe", "it is a named pipe"), (stage.path + "/sweepd.sock", "it is a socket"), ("/", "gives away"),
                (stage.state, "it is sweepd's own"), (stage.path, "contains"),
                (stage.state + "/runs/..", "sweepd's own"),
                (stage.state + "/sweepd.db", "it lies in"), ("nothing", "no such file or directory"),
                ("/proc/self/root/proc", "it is proc"),
            ] {
                let mounts = "mounts: [{source: \(source), target: /data, read_only: true}]"
                try await stage.expectRefusal(Stage.specification("true", mounts), "cannot mount '\(source)'")
                try await stage.expectRefusal(Stage.specification("true", mounts), words)
            }
        }
    }

    @Test func `what a run kept is another sweep's data`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            let run = try await stage.finish(Stage.specification("echo made > /run-dir/set"))
            let files = "\(stage.state)/runs/\(run.run)/files"
            let again = Stage.specification(
                "cat /data/set", "mounts: [{source: \(files), target: /data, read_only: true}]")
            let second = try await stage.finish(again)
            #expect(try await stage.answer("logs", second.run) == "made\n")
            try await stage.expectRefusal(
                Stage.specification("true", "mounts: [{source: \(files), target: /data}]"),
                "it is what another run kept")
        }
    }

    @Test func `mounts and mounted base folders lie beneath the configured roots`() async throws {
        let stage = try Stage()
        for folder in ["/in", "/out"] {
            try FileManager.default.createDirectory(atPath: stage.work + folder, withIntermediateDirectories: true)
        }
        try #require(symlink("../out", stage.work + "/in/link") == 0)
        let mounted = "source: {mode: mount, path: in}"
        try await stage.daemon(configuration: "mount_roots: [\(stage.work)/in]\n") {
            let inside = Stage.specification("true", "mounts: [{source: in, target: /data}]", more: mounted)
            try await stage.expectSuccess(inside)
            for source in ["out", "in/link", "in/../out"] {
                let text = Stage.specification("true", "mounts: [{source: \(source), target: /data}]", more: mounted)
                try await stage.expectRefusal(text, "it lies beneath none of the configured 'mount_roots'")
            }
            try await stage.expectRefusal(
                Stage.specification("true", more: "source: {mode: mount, path: out}"),
                "cannot mount the base folder '\(stage.work)/out'")
            let none = Stage.specification("cat /proc/1/comm", more: "source: {mode: image}")
            try await stage.expectSuccess(none)
        }
    }

    @Test func `a link that comes into a mount's path before the start is not followed`() async throws {
        let stage = try Stage()
        try FileManager.default.createDirectory(atPath: stage.work + "/set", withIntermediateDirectories: true)
        try await stage.daemon {
            try stage.write("sweep.yaml", Stage.specification("true", "mounts: [{source: set, target: /data}]"))
            let sweep = try await stage.json(Stage.Submitted.self, "submit", "sweep.yaml", "--hold").sweep
            try #require(rmdir(stage.work + "/set") == 0 && symlink("/etc", stage.work + "/set") == 0)
            try await stage.sweepctl("release", sweep)
            try await stage.wait(for: "retrying", in: "events", sweep, "-f", "--json")
            let run = try #require(try await stage.json([Stage.Run].self, "runs", sweep).first)
            #expect(run.state == "retrying", "\(run)")
            #expect(run.last_error?.contains("a link has come into its path") == true, "\(run)")
        }
    }
}
