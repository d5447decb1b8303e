internal import Glibc
internal import SweepModel

/// The argument vector of `podman run` for one attempt.
struct PodmanArguments {
    /// More than any sound program has at once; a program that forks without end is stopped there.
    private static let processesMax: UInt64 = 4096

    let words: [String]

    /// The container's name, unique among all attempts: podman refuses to start it twice.
    static func name(of attempt: AttemptID) -> String {
        "sweep-\(attempt.run.sweep)-\(attempt.run.index)-\(attempt.number)"
    }

    /// - Throws: a ``Fault`` with code `failed` where the container cannot be had as it is asked for.
    init(_ plan: LaunchPlan, on host: EngineHost) throws(Fault) {
        guard let container = plan.container, let source = plan.places.source, container.image.hasValidID else {
            throw Fault(.failed, "cannot start a container: its image is not known")
        }
        let folder = plan.source.basePath.isEmpty ? source : source + "/" + plan.source.basePath
        words =
            ["podman", "run", "--name", Self.name(of: plan.attempt)] + Self.labels(plan.attempt)
            + ["--init", "--init-path", host.initExecutable, "--preserve-fds", "1"]
            // Nothing of the engine's own: no pulling, no log of its own, no health checks, nothing that depends on words.
            + ["--pull", "never", "--log-driver", "none", "--no-healthcheck", "--systemd", "false"]
            + ["--env-file", plan.layout.environment, "--http-proxy=false", "--workdir", folder]
            + (try Self.mounts(plan, source: source)) + Self.isolation(container, host)
            + (try Self.limits(container, host))
            // An empty entry point takes the image's own away.
            + ["--entrypoint", "", container.image.id] + plan.argv
    }

    private static func labels(_ attempt: AttemptID) -> [String] {
        ["--label", "sweep.run=\(attempt.run)", "--label", "sweep.attempt=\(attempt.number)"]
    }

    static func isolation(_ container: ContainerPlan, _ host: EngineHost) -> [String] {
        let network = container.network == .none ? "none" : "slirp4netns"
        let user = ["--user", "\(host.uid):\(host.gid)"] + (host.uid == 0 ? [] : ["--userns", "keep-id"])
        return ["--network", network] + user + ["--security-opt", "no-new-privileges", "--cap-drop", "all"]
    }

    /// Limits of processes within our own, for podman's defaults may be above them; those of the whole container where
    /// this host can enforce them.
    static func limits(_ container: ContainerPlan, _ host: EngineHost) throws(Fault) -> [String] {
        let files = host.openFiles
        let own = [
            "--shm-size", "\(container.sharedMemory.bytes)", "--ulimit",
            "nofile=\(files.lowerBound):\(files.upperBound)",
            "--ulimit", "nproc=\(host.processesMax):\(host.processesMax)",
        ]
        guard host.enforcesLimits else {
            guard container.memory == nil, container.cpus == nil else {
                throw Fault(
                    .failed, "cannot limit a container's cores or memory: this user has no control group of her own",
                    hint: "leave out 'resources.cpus' and 'resources.memory', or let systemd delegate controllers")
            }
            return own
        }
        return own + ["--pids-limit", "\(min(processesMax, host.processesMax))"]
            + (container.cpus.map { ["--cpus", "\($0)"] } ?? [])
            + (container.memory.map { ["--memory", "\($0.bytes)"] } ?? [])
    }
}

// What of the host's files the container sees.
extension PodmanArguments {
    private static func mounts(_ plan: LaunchPlan, source: String) throws(Fault) -> [String] {
        let (layout, places) = (plan.layout, plan.places)
        let isCopy = plan.source.mode == .snapshot
        var words = try bind(isCopy ? layout.work : plan.source.root, source)
        words += try bind(layout.files, places.files)
        words += try bind(layout.scratch, "/scratch")
        words += try bind(layout.metrics, places.metrics)
        words += try bind(layout.parameters, places.parameters, isReadOnly: true)
        words += try bind(layout.exactEnvironment, "/run/sweep/environment", isReadOnly: true)
        guard isCopy else { return words }
        // The working copy links to these by their absolute paths.
        for entry in plan.source.ignored {
            let path = plan.source.root + "/" + entry
            if access(path, F_OK) == 0 { words += try bind(path, path) }
        }
        return words
    }

    /// Two notations, each with a character that it cannot hold.
    private static func bind(_ source: String, _ target: String, isReadOnly: Bool = false) throws(Fault) -> [String] {
        let paths = source + target
        if !paths.contains(":") { return ["--volume", "\(source):\(target)" + (isReadOnly ? ":ro" : "")] }
        guard !paths.contains(","), !paths.contains("\"") else {
            throw Fault(
                .failed, "cannot mount '\(source)': podman takes no path with a colon and a comma or a quote",
                hint: "rename the folder")
        }
        return ["--mount", "type=bind,source=\(source),target=\(target)" + (isReadOnly ? ",readonly=true" : "")]
    }
}
