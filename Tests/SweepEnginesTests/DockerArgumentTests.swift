import Glibc
import SweepModel
import Testing

@testable import SweepEngines

@Suite struct DockerArgumentTests {
    private typealias Sample = ArgumentSample

    @Test("a container of root's daemon, word by word")
    func rootful() throws {
        let words = try DockerArguments.attempt(
            Sample.plan(), user: "1000:1000", limits: .all, on: Sample.host(uid: 1000, enforcesLimits: false))
        #expect(
            words == [
                "run", "--name", "sweep-digits-3f9k-17-2", "--label", "sweep.run=digits-3f9k/17", "--label",
                "sweep.attempt=2", "--init=false", "--pull", "never", "--log-driver", "none", "--no-healthcheck",
                "--env-file", "/e/digits-3f9k.17.2.env", "--workdir", "/src/code", "--mount",
                "type=bind,source=/s/runs/digits-3f9k/17/work,target=/src", "--mount",
                "type=bind,source=/s/runs/digits-3f9k/17/files,target=/run-dir", "--mount",
                "type=bind,source=/s/runs/digits-3f9k/17/scratch-2,target=/scratch", "--mount",
                "type=bind,source=/s/runs/digits-3f9k/17/attempt-2/metrics.jsonl,target=/run/sweep/metrics.jsonl",
                "--mount",
                "type=bind,source=/s/runs/digits-3f9k/17/attempt-2/params.json,target=/run/sweep/params.json,readonly",
                "--mount", "type=bind,source=/e/digits-3f9k.17.2.env.exact,target=/run/sweep/environment,readonly",
                "--mount", "type=bind,source=/opt/sweep-init,target=/run/sweep/init,readonly", "--mount",
                "type=bind,source=/e/digits-3f9k.17.2.env.witness,target=/run/sweep/witness", "--network", "none",
                "--user", "1000:1000", "--security-opt", "no-new-privileges", "--cap-drop", "all", "--shm-size",
                "1073741824", "--ulimit", "nofile=1024:20000", "--ulimit", "nproc=32768:32768", "--ulimit",
                "core=0:0", "--pids-limit", "4096", "--entrypoint", "/run/sweep/init", Sample.image.id, "--socket",
                "sweep-digits-3f9k-17-2", "--processes", "32768", "--", "python3", "train.py", "--lr=0.1", "a b\n*",
            ])
    }

    @Test("a path with commas and quotes is one field of a mount, and a colon nothing special")
    func fields() throws {
        let host = Sample.host(uid: 0, enforcesLimits: true)
        let words = try DockerArguments.attempt(Sample.plan("/s/a:b,\"c"), user: "0:0", limits: .all, on: host)
        #expect(words.contains(#"type=bind,"source=/s/a:b,""c/digits-3f9k/17/files",target=/run-dir"#))
    }

    @Test("what the daemon cannot limit is refused, and options and networks arrive")
    func rest() throws {
        let host = Sample.host(uid: 1000, enforcesLimits: false)
        var plan = Sample.plan()
        plan.container?.network = .outbound
        plan.container?.options = ["--tmpfs=/cache"]
        plan.container?.cpus = 2
        #expect(throws: Fault.self) { try DockerArguments.attempt(plan, user: "0:0", limits: [], on: host) }
        let words = try DockerArguments.attempt(plan, user: "0:0", limits: .cpus, on: host)
        for part in [
            ["--network", "bridge"], ["--user", "0:0"], ["--cpus", "2", "--tmpfs=/cache", "--entrypoint"],
            ["--ulimit", "nproc=4096:4096"],
        ] { #expect(words.contains(part), "\(part)") }
    }

    @Test("GPUs are one field of a line, however many, and nodes are devices")
    func devices() throws {
        let host = Sample.host(uid: 1000, enforcesLimits: false)
        var plan = Sample.plan()
        plan.container?.devices = [.identified(DeviceID("GPU-1")), .identified(DeviceID("GPU-2"))]
        let identified = try DockerArguments.attempt(plan, user: "0:0", limits: .all, on: host)
        #expect(identified.contains(["--gpus", "\"device=GPU-1,GPU-2\""]))
        plan.container?.devices = [.nodes(["/dev/kfd", "/dev/dri/renderD128"], groups: [44, 105])]
        let nodes = try DockerArguments.attempt(plan, user: "0:0", limits: .all, on: host)
        #expect(nodes.contains(["--device", "/dev/kfd", "--device", "/dev/dri/renderD128"]))
        #expect(nodes.contains(["--group-add", "44", "--group-add", "105"]) && !nodes.contains("--gpus"))
    }

    @Test("an image that is not an id is never handed to docker", arguments: ["", "--privileged", "localhost/x:1"])
    func image(_ id: String) {
        var plan = Sample.plan()
        plan.container?.image.id = id
        #expect(throws: Fault.self) {
            try DockerArguments.attempt(plan, user: "0:0", limits: .all, on: Sample.host(uid: 0, enforcesLimits: true))
        }
    }

    @Test("the client has nothing of its user's configuration, and the daemon is the socket of this host")
    func client() throws {
        let folder = "/tmp/sweepd-docker-\(UInt32.random(in: 0...UInt32.max))"
        try #require(mkdir(folder, 0o700) == 0 && symlink("/bin/true", folder + "/docker") == 0)
        defer { for path in [folder + "/docker", folder + "/docker.sock", folder] { remove(path) } }
        var host = Sample.host(uid: getuid(), enforcesLimits: true)
        host.environment[0] = EnvironmentEntry("PATH", folder)
        host.environment.append(EnvironmentEntry("XDG_RUNTIME_DIR", folder))
        host.environment.append(EnvironmentEntry("DOCKER_HOST", "unix://\(folder)/docker.sock"))
        let engine = DockerEngine()
        #expect(throws: DockerSocket.absence(at: folder + "/docker.sock")) {
            try engine.runnerPlan(for: Sample.plan(), workingDirectory: "/w", on: host)
        }
        try #require(mkfifo(folder + "/docker.sock", 0o600) == 0)
        let plan = try engine.runnerPlan(for: Sample.plan(), workingDirectory: "/w", on: host)
        #expect(plan.argv.first == "docker" && plan.executable == folder + "/docker")
        #expect(plan.witness && plan.witnessSocket == "/e/digits-3f9k.17.2.env.witness")
        // Whose daemon it is, is who it counts users from.
        #expect(plan.argv.contains(["--user", "0:0"]))
        #expect(
            plan.environment == [
                EnvironmentEntry("PATH", folder), EnvironmentEntry("HOME", "/home/ana"),
                EnvironmentEntry("DOCKER_HOST", "unix://\(folder)/docker.sock"),
                EnvironmentEntry("DOCKER_CONFIG", "/nonexistent"),
                EnvironmentEntry("SWEEP_RUN_ID", "digits-3f9k/17"), EnvironmentEntry("SWEEP_ATTEMPT", "2"),
            ])
    }

    @Test("the container's first process is the attempt's")
    func monitor() {
        let attempt = Sample.plan().attempt
        let own = ["/run/sweep/init", "--socket", "sweep-digits-3f9k-17-2", "--processes", "4096", "--", "sleep"]
        #expect(DockerEngine().isMonitor(own, of: attempt))
        #expect(
            !DockerEngine().isMonitor(["/run/sweep/init", "--socket", "sweep-digits-3f9k-17-21", "--"], of: attempt))
        #expect(!DockerEngine().isMonitor(["sleep", "sweep-digits-3f9k-17-2"], of: attempt))
    }
}
