import FoundationEssentials
import Glibc
import Testing

/// What a container is given of its host, and what it is not, as whoever runs the tests: root, or an ordinary user.
@Suite(.serialized, .timeLimit(.minutes(10))) struct GivenTests {
    private struct Run: Decodable {
        let state: String
        let exit_code: Int?
        let last_error: String?
        let run: String
    }

    private struct Submitted: Decodable { let sweep: String }

    private static func specification(_ script: String, _ container: String = "", more: String = "") -> String {
        """
        command: [/bin/sh, -c, '\(script)']
        parameters: {x: {value: 1}}
        method: grid
        container: {image: \(Stage.image)\(container.isEmpty ? "" : ", " + container)}
        \(more)

        """
    }

    /// Submits and waits for the end.
    private func finish(_ stage: Stage, _ specification: String, _ arguments: String...) async throws -> Run {
        try stage.write("sweep.yaml", specification)
        let output = try await stage.run("sweepctl", ["submit", "sweep.yaml", "--json"] + arguments)
        guard output.code == 0 else { throw Failure(text: "\(output)") }
        let sweep = try JSONDecoder().decode(Submitted.self, from: Data(output.text.utf8)).sweep
        try await stage.sweepctl("wait", sweep, "--timeout", "60s")
        return try #require(try await stage.json([Run].self, "runs", sweep).first)
    }

    private func expectSuccess(
        _ stage: Stage, _ specification: String, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let run = try await finish(stage, specification)
        #expect(run.exit_code == 0, "\(run)", sourceLocation: location)
    }

    private func expectRefusal(
        _ stage: Stage, _ specification: String, code: Int32 = 7, _ words: String,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        try stage.write("refused.yaml", specification)
        let refused = try await stage.sweepctl("submit", "refused.yaml")
        #expect(refused.code == code && refused.errors.contains(words), "\(refused)", sourceLocation: location)
    }

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
            let run = try await finish(stage, Self.specification(script, mounts))
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
                try await expectRefusal(stage, Self.specification("true", mounts), "cannot mount '\(source)'")
                try await expectRefusal(stage, Self.specification("true", mounts), words)
            }
        }
    }

    @Test func `what a run kept is another sweep's data`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            let run = try await finish(stage, Self.specification("echo made > /run-dir/set"))
            let files = "\(stage.state)/runs/\(run.run)/files"
            let again = Self.specification(
                "cat /data/set", "mounts: [{source: \(files), target: /data, read_only: true}]")
            let second = try await finish(stage, again)
            #expect(try await stage.answer("logs", second.run) == "made\n")
            try await expectRefusal(
                stage, Self.specification("true", "mounts: [{source: \(files), target: /data}]"),
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
            let inside = Self.specification("true", "mounts: [{source: in, target: /data}]", more: mounted)
            try await expectSuccess(stage, inside)
            for source in ["out", "in/link", "in/../out"] {
                let text = Self.specification("true", "mounts: [{source: \(source), target: /data}]", more: mounted)
                try await expectRefusal(stage, text, "it lies beneath none of the configured 'mount_roots'")
            }
            try await expectRefusal(
                stage, Self.specification("true", more: "source: {mode: mount, path: out}"),
                "cannot mount the base folder '\(stage.work)/out'")
            let none = Self.specification("cat /proc/1/comm", more: "source: {mode: image}")
            try await expectSuccess(stage, none)
        }
    }

    @Test func `a link that comes into a mount's path before the start is not followed`() async throws {
        let stage = try Stage()
        try FileManager.default.createDirectory(atPath: stage.work + "/set", withIntermediateDirectories: true)
        try await stage.daemon {
            try stage.write("sweep.yaml", Self.specification("true", "mounts: [{source: set, target: /data}]"))
            let sweep = try await stage.json(Submitted.self, "submit", "sweep.yaml", "--hold").sweep
            try #require(rmdir(stage.work + "/set") == 0 && symlink("/etc", stage.work + "/set") == 0)
            try await stage.sweepctl("release", sweep)
            try await stage.wait(for: "retrying", in: "events", sweep, "-f", "--json")
            let run = try #require(try await stage.json([Run].self, "runs", sweep).first)
            #expect(run.state == "retrying", "\(run)")
            #expect(run.last_error?.contains("a link has come into its path") == true, "\(run)")
        }
    }

    @Test func `the host's network and options are the configuration's to allow`() async throws {
        let stage = try Stage()
        let host = Self.specification("ip link | grep -qv -e lo: -e loopback", "network: host")
        let option = Self.specification("grep -q \" /cache tmpfs \" /proc/mounts", "options: [--tmpfs=/cache:size=1m]")
        try await stage.daemon {
            try await expectRefusal(stage, host, "an administrator may set 'network: host'")
            try await expectRefusal(stage, option, "an administrator may name it in 'container_options'")
            try await expectRefusal(
                stage, Self.specification("true", "options: [--privileged]"), "it may give away the host")
        }
        try await stage.daemon(configuration: "network: host\ncontainer_options: [--tmpfs]\n") {
            try await expectSuccess(stage, host)
            try await expectSuccess(stage, option)
        }
    }

    @Test func `code in the image needs no code here`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            let text = Self.specification("", more: "source: {mode: image}\nprogram: not-here.py")
                .replacing("[/bin/sh, -c, '']", with: "[/bin/echo, '${program}', '${args}']")
            let run = try await finish(stage, text)
            #expect(try await stage.answer("logs", run.run) == "not-here.py --x=1\n")
        }
    }

    @Test func `limits are kept, or refused in words before anything runs`() async throws {
        let stage = try Stage()
        let text = Self.specification(
            "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2> /dev/null; true",
            more: "resources: {memory: 64MiB, cpus: 1}")
        try await stage.daemon {
            guard getuid() == 0 else {
                return try await expectRefusal(stage, text, code: 8, "Delegate=cpu cpuset io memory pids")
            }
            let run = try await finish(stage, text)
            #expect(try await stage.answer("logs", run.run) == "67108864\n")
        }
    }

    @Test func `shared memory is what was asked for, the run's memory, or a part of the host's`() async throws {
        let stage = try Stage()
        let script = "df -k /dev/shm | awk \"NR==2 {print \\$2}\""
        try await stage.daemon {
            let run = try await finish(stage, Self.specification(script, "shm_size: 32MiB"))
            #expect(try await stage.answer("logs", run.run) == "32768\n")
            let plain = try await finish(stage, Self.specification(script))
            let kibibytes = try #require(Int(try await stage.answer("logs", plain.run).dropLast()))
            let host = sysconf(Int32(_SC_PHYS_PAGES)) * (sysconf(Int32(_SC_PAGESIZE)) / 1024)
            #expect(kibibytes > host / 2 - 1024 && kibibytes <= host / 2 + 4, "two slots share it")
        }
    }

    @Test func `a run that shuts its own folders is kept, shown and removed`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            let run = try await finish(
                stage,
                Self.specification(
                    "mkdir /run-dir/in && echo x > /run-dir/in/x && chmod 000 /run-dir/in /run-dir; echo up"))
            #expect(run.exit_code == 0)
            #expect(try await stage.answer("logs", run.run) == "up\n")
            #expect(access("\(stage.state)/runs/\(run.run)/files", R_OK | W_OK | X_OK) == 0)
            let removed = try await stage.sweepctl("rm", "@last")
            #expect(removed.code == 0, "\(removed)")
            #expect(access("\(stage.state)/runs/\(run.run)", F_OK) != 0)
        }
    }

    @Test func `flags of the command line hold for what is submitted again`() async throws {
        let stage = try Stage()
        try await stage.daemon(options: ["--engine", "none"]) {
            let output = try await stage.sweepctl(
                "run", "--image", Stage.image, "--detach", "--", "/bin/sh", "-c", "echo $IMAGE_SAYS")
            #expect(output.code == 0, "\(output)")
            try await stage.sweepctl("wait", "@last", "--timeout", "60s")
            let again = try await stage.json(Submitted.self, "resubmit", "@last/1").sweep
            try await stage.sweepctl("wait", again, "--timeout", "60s")
            #expect(try await stage.answer("logs", "\(again)/1") == "yes\n")
            try stage.write(
                "plain.yaml", "command: [cat, /proc/self/comm]\nparameters: {x: {value: 1}}\nmethod: grid\n")
            for engine in ["podman", "none"] {
                let flags = engine == "none" ? [] : ["--image", Stage.image]
                let checked = try await stage.run("sweepctl", ["validate", "plain.yaml", "--engine", engine] + flags)
                #expect(checked.code == 0, "\(checked)")
                let submitted = try await stage.run("sweepctl", ["submit", "plain.yaml", "--engine", engine] + flags)
                #expect(submitted.code == 0, "\(submitted)")
            }
        }
    }
}
