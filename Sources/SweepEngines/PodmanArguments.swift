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
        guard let container = plan.container, container.image.hasValidID else {
            throw Fault(.failed, "cannot start a container: its image is not known")
        }
        words =
            ["podman", "run", "--name", Self.name(of: plan.attempt)] + Self.labels(plan.attempt)
            + ["--init", "--init-path", host.initExecutable, "--preserve-fds", "3"]
            // Nothing of the engine's own: no pulling, no log of its own, no health checks, nothing that depends on words.
            + ["--pull", "never", "--log-driver", "none", "--no-healthcheck", "--systemd", "false"]
            + ["--env-file", plan.layout.environment, "--http-proxy=false"] + Self.start(plan)
            + (try Self.mounts(plan, container)) + Self.isolation(container, host)
            + (try Self.limits(container, host)) + container.options
            // An empty entry point takes the image's own away.
            + ["--entrypoint", "", container.image.id] + plan.argv
    }

    private static func labels(_ attempt: AttemptID) -> [String] {
        ["--label", "sweep.run=\(attempt.run)", "--label", "sweep.attempt=\(attempt.number)"]
    }

    static func isolation(_ container: ContainerPlan, _ host: EngineHost) -> [String] {
        let network =
            switch container.network {
            case .none: "none"
            case .outbound: "slirp4netns"
            case .host: "host"
            }
        let user = ["--user", "\(host.uid):\(host.gid)"] + (host.uid == 0 ? [] : ["--userns", "keep-id"])
        return ["--network", network] + user + ["--security-opt", "no-new-privileges", "--cap-drop", "all"]
    }

    /// Limits of processes within our own, for podman's defaults may be above them; those of the whole container where
    /// this host can enforce them.
    static func limits(_ container: ContainerPlan, _ host: EngineHost) throws(Fault) -> [String] {
        let files = host.openFiles
        let processes = min(processesMax, host.processesMax)
        // Without a controller this is what is left: Linux counts it by user and, from 5.14, by user namespace, of which
        // a rootless container has its own.
        let perUser = host.limits.contains(.processes) ? host.processesMax : processes
        let own = [
            "--shm-size", "\(container.sharedMemory.bytes)", "--ulimit",
            "nofile=\(files.lowerBound):\(files.upperBound)", "--ulimit", "nproc=\(perUser):\(perUser)",
            "--ulimit", "core=0:0",
        ]
        if let refusal = host.limits.refusal(cpus: container.cpus, memory: container.memory) {
            throw Fault(.failed, refusal.message, hint: refusal.hint)
        }
        return own
            + (host.limits.contains(.processes) ? ["--pids-limit", "\(processes)"] : [])
            + (container.cpus.map { ["--cpus", "\($0)"] } ?? [])
            + (container.memory.map { ["--memory", "\($0.bytes)"] } ?? [])
    }
}

// Where the program starts, and what of the host's files the container sees.
extension PodmanArguments {
    /// Code that is in the image starts where the image says.
    private static func start(_ plan: LaunchPlan) -> [String] {
        guard let source = plan.places.source, plan.source.mode != .image else { return [] }
        let folder = plan.source.basePath.isEmpty ? source : source + "/" + plan.source.basePath
        return ["--workdir", folder]
    }

    private static func mounts(_ plan: LaunchPlan, _ container: ContainerPlan) throws(Fault) -> [String] {
        let (layout, places) = (plan.layout, plan.places)
        var words: [String] = []
        if plan.source.mode == .snapshot, let source = places.source { words += try bind(layout.work, source) }
        words += try bind(layout.files, places.files)
        words += try bind(layout.scratch, "/scratch")
        words += try bind(layout.metrics, places.metrics)
        words += try bind(layout.parameters, places.parameters, isReadOnly: true)
        words += try bind(layout.exactEnvironment, "/run/sweep/environment", isReadOnly: true)
        if !container.binds.isEmpty { words += try bind(layout.mounts, "/run/sweep/mounts", isReadOnly: true) }
        for mount in container.binds {
            words += try bind(mount.source, mount.target, isReadOnly: mount.isReadOnly)
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
