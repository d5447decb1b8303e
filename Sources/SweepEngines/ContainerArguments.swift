internal import SweepModel

/// What podman's and docker's `run` are told in the same words.
enum ContainerArguments {
    private static let processesMax = UnitLimits.processesMax

    /// Nothing of the engine's own: no pulling, no log of its own, no health checks.
    static let quiet = ["--pull", "never", "--log-driver", "none", "--no-healthcheck"]

    /// - Throws: a ``Fault`` with code `failed` where the image is none that an engine could only take for an image.
    static func container(of plan: LaunchPlan) throws(Fault) -> ContainerPlan {
        guard let container = plan.container, container.image.hasValidID else {
            throw Fault(.failed, "cannot start a container: its image is not known")
        }
        return container
    }

    static func labels(_ attempt: AttemptID) -> [String] {
        ["--label", "sweep.run=\(attempt.run)", "--label", "sweep.attempt=\(attempt.number)"]
    }

    /// Code that is in the image starts where the image says.
    static func start(_ plan: LaunchPlan) -> [String] {
        guard let source = plan.places.source, plan.source.mode != .image else { return [] }
        let folder = plan.source.basePath.isEmpty ? source : source + "/" + plan.source.basePath
        return ["--workdir", folder]
    }

    /// What of the host's files the container sees, in the order in which it is mounted.
    static func binds(_ plan: LaunchPlan, _ container: ContainerPlan) -> [BindMount] {
        let (layout, places) = (plan.layout, plan.places)
        var binds: [BindMount] = []
        if plan.source.mode == .snapshot, let source = places.source {
            binds.append(BindMount(source: layout.work, target: source))
        }
        binds += [
            BindMount(source: layout.files, target: places.files),
            BindMount(source: layout.scratch, target: "/scratch"),
            BindMount(source: layout.metrics, target: places.metrics),
            BindMount(source: layout.parameters, target: places.parameters, isReadOnly: true),
            BindMount(source: layout.exactEnvironment, target: "/run/sweep/environment", isReadOnly: true),
        ]
        if !container.binds.isEmpty {
            binds.append(BindMount(source: layout.mounts, target: "/run/sweep/mounts", isReadOnly: true))
        }
        return binds + container.binds
    }

    /// - Parameters:
    ///   - network: the engine's word for what the container reaches.
    ///   - user: the engine's words for whom its processes are.
    static func isolation(network: String, user: [String]) -> [String] {
        ["--network", network] + user + ["--security-opt", "no-new-privileges", "--cap-drop", "all"]
    }

    /// Without a controller this is what is left: Linux counts it by user and, from 5.14, by user namespace, of which a
    /// rootless container has its own.
    static func processesPerUser(_ host: EngineHost, within limits: ContainerLimits) -> UInt64 {
        limits.contains(.processes) ? host.processesMax : min(processesMax, host.processesMax)
    }

    /// Limits of processes within our own, for an engine's defaults may be above them; those of the whole container where
    /// they can be enforced.
    ///
    /// - Throws: a ``Fault`` with code `failed` for one that is asked for and cannot.
    static func limits(
        _ container: ContainerPlan, _ host: EngineHost, within limits: ContainerLimits
    ) throws(Fault) -> [String] {
        let files = host.openFiles
        let perUser = processesPerUser(host, within: limits)
        let own = [
            "--shm-size", "\(container.sharedMemory.bytes)", "--ulimit",
            "nofile=\(files.lowerBound):\(files.upperBound)", "--ulimit", "nproc=\(perUser):\(perUser)",
            "--ulimit", "core=0:0",
        ]
        if let refusal = limits.refusal(cpus: container.cpus, memory: container.memory) {
            throw Fault(.failed, refusal.message, hint: refusal.hint)
        }
        return own
            + (limits.contains(.processes) ? ["--pids-limit", "\(min(processesMax, host.processesMax))"] : [])
            + (container.cpus.map { ["--cpus", "\($0)"] } ?? [])
            + (container.memory.map { ["--memory", "\($0.bytes)"] } ?? [])
    }
}
