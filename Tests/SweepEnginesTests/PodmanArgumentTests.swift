import Glibc
import SweepModel
import Testing

@testable import SweepEngines

@Suite struct PodmanArgumentTests {
    private typealias Sample = ArgumentSample

    @Test("a rootless container, word by word")
    func rootless() throws {
        let words = try PodmanArguments.attempt(Sample.plan(), on: Sample.host(uid: 1000, enforcesLimits: false))
        #expect(
            words == [
                "run", "--name", "sweep-digits-3f9k-17-2", "--label", "sweep.run=digits-3f9k/17", "--label",
                "sweep.attempt=2", "--init", "--init-path", "/opt/sweep-init", "--preserve-fds", "1", "--pull", "never",
                "--log-driver", "none", "--no-healthcheck", "--systemd", "false", "--env-file",
                "/e/digits-3f9k.17.2.env", "--http-proxy=false", "--workdir", "/src/code", "--volume",
                "/s/runs/digits-3f9k/17/work:/src", "--volume", "/s/runs/digits-3f9k/17/files:/run-dir", "--volume",
                "/s/runs/digits-3f9k/17/scratch-2:/scratch", "--volume",
                "/s/runs/digits-3f9k/17/attempt-2/metrics.jsonl:/run/sweep/metrics.jsonl", "--volume",
                "/s/runs/digits-3f9k/17/attempt-2/params.json:/run/sweep/params.json:ro", "--volume",
                "/e/digits-3f9k.17.2.env.exact:/run/sweep/environment:ro", "--network", "none", "--user", "1000:1000",
                "--userns", "keep-id", "--security-opt", "no-new-privileges", "--cap-drop", "all", "--shm-size",
                "1073741824", "--ulimit", "nofile=1024:20000", "--ulimit", "nproc=4096:4096", "--ulimit", "core=0:0",
                "--entrypoint", "",
                Sample.image.id, "python3", "train.py", "--lr=0.1", "a b\n*",
            ])
    }

    @Test("a container of root has the limits that were asked for, and one on processes always")
    func root() throws {
        var plan = Sample.plan(mode: .mount)
        plan.container?.memory = ByteCount(bytes: 1 << 29)
        plan.container?.cpus = 3
        plan.container?.network = .outbound
        plan.container?.binds = [
            BindMount(source: "/home/ana/digits", target: "/src"),
            BindMount(source: "/data/sets", target: "/data", isReadOnly: true),
        ]
        plan.container?.options = ["--tmpfs=/cache"]
        let words = try PodmanArguments.attempt(plan, on: Sample.host(uid: 0, enforcesLimits: true))
        for part in [
            ["--volume", "/home/ana/digits:/src"], ["--workdir", "/src"], ["--network", "slirp4netns"],
            ["--user", "0:0"], ["--pids-limit", "4096"], ["--cpus", "3"], ["--memory", "536870912"],
            ["--volume", "/data/sets:/data:ro"], ["--tmpfs=/cache", "--entrypoint", ""],
            ["--ulimit", "nproc=32768:32768"],
        ] { #expect(words.contains(part), "\(part)") }
        #expect(!words.contains("--userns"))
    }

    @Test("code that is in the image starts where the image says, and nothing is mounted for it")
    func imageCode() throws {
        var plan = Sample.plan(mode: .image)
        plan.container?.network = .host
        let words = try PodmanArguments.attempt(plan, on: Sample.host(uid: 0, enforcesLimits: true))
        #expect(!words.contains("--workdir") && !words.contains { $0.contains("/src") })
        #expect(words.contains(["--network", "host"]))
        #expect(words.contains(["--volume", "/s/runs/digits-3f9k/17/files:/run-dir"]))
    }

    @Test("GPUs are given by name or by their nodes, and nodes keep the user's groups")
    func devices() throws {
        var plan = Sample.plan()
        plan.container?.devices = [.named("nvidia.com/gpu=GPU-1"), .named("nvidia.com/gpu=GPU-2")]
        let named = try PodmanArguments.attempt(plan, on: Sample.host(uid: 1000, enforcesLimits: false))
        #expect(named.contains(["--device", "nvidia.com/gpu=GPU-1", "--device", "nvidia.com/gpu=GPU-2"]))
        #expect(!named.contains("--group-add"))
        plan.container?.devices = [
            .nodes(["/dev/kfd", "/dev/dri/renderD128"], groups: [105]),
            .nodes(["/dev/kfd", "/dev/dri/renderD129"], groups: [105]),
        ]
        let words = ["/dev/kfd", "/dev/dri/renderD128", "/dev/dri/renderD129"].flatMap { ["--device", $0] }
        let rootless = try PodmanArguments.attempt(plan, on: Sample.host(uid: 1000, enforcesLimits: false))
        #expect(rootless.contains(words + ["--group-add", "keep-groups"]))
        let root = try PodmanArguments.attempt(plan, on: Sample.host(uid: 0, enforcesLimits: true))
        #expect(root.contains(words) && !root.contains("--group-add"))
    }

    @Test("a limit that cannot be enforced is refused, not forgotten")
    func unenforceable() {
        var plan = Sample.plan()
        plan.container?.memory = ByteCount(bytes: 1 << 29)
        #expect(throws: Fault.self) {
            try PodmanArguments.attempt(plan, on: Sample.host(uid: 1000, enforcesLimits: false))
        }
    }

    @Test("paths with a colon are mounted in the other notation, and with all of its characters not at all")
    func colons() throws {
        let words = try PodmanArguments.attempt(Sample.plan("/s/a:b"), on: Sample.host(uid: 0, enforcesLimits: true))
        #expect(words.contains(["--mount", "type=bind,source=/s/a:b/digits-3f9k/17/files,target=/run-dir"]))
        #expect(throws: Fault.self) {
            try PodmanArguments.attempt(Sample.plan("/s/a:b,c"), on: Sample.host(uid: 0, enforcesLimits: true))
        }
    }

    @Test("an image that is not an id is never handed to podman", arguments: ["", "--privileged", "localhost/x:1"])
    func image(_ id: String) {
        var plan = Sample.plan()
        plan.container?.image.id = id
        #expect(throws: Fault.self) { try PodmanArguments.attempt(plan, on: Sample.host(uid: 0, enforcesLimits: true)) }
    }

    @Test("the client has an environment made from nothing, and is known by its attempt")
    func client() throws {
        var host = Sample.host(uid: 0, enforcesLimits: true)
        #expect(throws: Fault.self) {
            try PodmanEngine().runnerPlan(for: Sample.plan(), workingDirectory: "/w", on: host)
        }
        let folder = "/tmp/sweepd-podman-\(UInt32.random(in: 0...UInt32.max))"
        try #require(mkdir(folder, 0o700) == 0 && symlink("/bin/true", folder + "/podman") == 0)
        defer { for path in [folder + "/podman", folder] { remove(path) } }
        host.environment[0] = EnvironmentEntry("PATH", folder)
        let plan = try PodmanEngine().runnerPlan(for: Sample.plan(), workingDirectory: "/w", on: host)
        #expect(plan.executable == folder + "/podman")
        #expect(plan.witness && plan.workingDirectory == "/")
        #expect(
            plan.environment == [
                EnvironmentEntry("PATH", folder), EnvironmentEntry("HOME", "/home/ana"),
                EnvironmentEntry("SWEEP_RUN_ID", "digits-3f9k/17"), EnvironmentEntry("SWEEP_ATTEMPT", "2"),
            ])
    }
}
