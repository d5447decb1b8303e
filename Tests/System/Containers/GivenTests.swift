import FoundationEssentials
import Glibc
import Testing

/// What else a container is given and kept to, as whoever runs the tests: root, or an ordinary user.
@Suite(.serialized, .timeLimit(.minutes(10))) struct GivenTests {
    @Test func `the host's network and options are the configuration's to allow`() async throws {
        let stage = try Stage()
        let host = Stage.specification("ip link | grep -qv -e lo: -e loopback", "network: host")
        let option = Stage.specification("grep -q \" /cache tmpfs \" /proc/mounts", "options: [--tmpfs=/cache:size=1m]")
        try await stage.daemon {
            try await stage.expectRefusal(host, "an administrator may set 'network: host'")
            try await stage.expectRefusal(option, "an administrator may name it in 'container_options'")
            try await stage.expectRefusal(
                Stage.specification("true", "options: [--privileged]"), "it may give away the host")
        }
        try await stage.daemon(configuration: "network: host\ncontainer_options: [--tmpfs]\n") {
            try await stage.expectSuccess(host)
            try await stage.expectSuccess(option)
        }
    }

    @Test func `code in the image needs no code here`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            let text = Stage.specification("", more: "source: {mode: image}\nprogram: not-here.py")
                .replacing("[/bin/sh, -c, '']", with: "[/bin/echo, '${program}', '${args}']")
            let run = try await stage.finish(text)
            #expect(try await stage.answer("logs", run.run) == "not-here.py --x=1\n")
        }
    }

    @Test func `limits are kept, or refused in words before anything runs`() async throws {
        let stage = try Stage()
        let text = Stage.specification(
            "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2> /dev/null; true",
            more: "resources: {memory: 64MiB, cpus: 1}")
        try await stage.daemon {
            guard getuid() == 0 else {
                return try await stage.expectRefusal(text, code: 8, "Delegate=cpu cpuset io memory pids")
            }
            let run = try await stage.finish(text)
            #expect(try await stage.answer("logs", run.run) == "67108864\n")
        }
    }

    @Test func `shared memory is what was asked for, the run's memory, or a part of the host's`() async throws {
        let stage = try Stage()
        let script = "df -k /dev/shm | awk \"NR==2 {print \\$2}\""
        try await stage.daemon {
            let run = try await stage.finish(Stage.specification(script, "shm_size: 32MiB"))
            #expect(try await stage.answer("logs", run.run) == "32768\n")
            let plain = try await stage.finish(Stage.specification(script))
            let kibibytes = try #require(Int(try await stage.answer("logs", plain.run).dropLast()))
            let host = sysconf(Int32(_SC_PHYS_PAGES)) * (sysconf(Int32(_SC_PAGESIZE)) / 1024)
            #expect(kibibytes > host / 2 - 1024 && kibibytes <= host / 2 + 4, "two slots share it")
        }
    }

    @Test func `a program that forks without end comes to its limit, says so, and is ended with all that it made`()
        async throws
    {
        let stage = try Stage()
        let script = "i=0; while [ $i -lt 6000 ]; do sleep 1000 & i=$((i + 1)); done"
        try await stage.daemon {
            let run = try await stage.finish(Stage.specification(script))
            #expect(run.exit_code == 2 && run.last_error?.contains("fork") == true, "\(run)")
            let names = try await stage.run("podman", ["ps", "--format", "{{.Names}}"])
            #expect(!names.text.contains(run.run.replacing("/", with: "-")), "\(names.text)")
        }
    }

    @Test func `a run that shuts its own folders is kept, shown and removed`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            let run = try await stage.finish(
                Stage.specification(
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
            let again = try await stage.json(Stage.Submitted.self, "resubmit", "@last/1").sweep
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
                try await stage.sweepctl("wait", "@last", "--timeout", "60s")
            }
        }
    }
}
