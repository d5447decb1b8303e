internal import SweepModel
internal import SweepSearch
internal import SweepSpecs

/// Makes the launch plan of an attempt: everything that an agent needs, and nothing that it would have to ask for.
struct Planner: Sendable {
    private static let ports = 20_000..<60_000

    let agents: Agents
    /// Largest size of a captured stream on disk.
    let logBytesMax: Int64
    let policy: MountPolicy
    /// The size of `/dev/shm` of a run that asks for no memory.
    let sharedMemory: ByteCount

    /// Of the submitter's environment, what a bare process gets; whatever else came along is for `${envvar:X}`.
    private static let inherited: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "LD_LIBRARY_PATH",
    ]

    static func isInherited(_ name: String) -> Bool {
        inherited.contains(name) || name.hasPrefix("LC_") || name.hasPrefix("CONDA_")
    }

    /// A port that differs between the runs of a sweep that execute together, and stays that of its attempt.
    private static func port(of attempt: AttemptID) -> Int {
        let sweep = attempt.run.sweep.text.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        return ports.lowerBound + (sweep + attempt.run.index + 7919 * attempt.number) % ports.count
    }

    /// - Parameters:
    ///   - devices: what the lease holds of the host's devices.
    ///   - isAdopted: whether it was started before; what its devices are may not be known then.
    /// - Throws: `specification` where the command cannot be expanded for this run, or its image is none for those cards.
    func plan(
        _ run: RunRecord, attempt: AttemptID, lease: Lease, devices: [DeviceLease] = [], of sweep: SweepPlan,
        isAdopted: Bool = false
    ) throws(Fault) -> LaunchPlan {
        let specification = sweep.specification
        let own = try agents.places(of: sweep.owner.uid)
        let layout = AttemptLayout(runsFolder: own.runs, envFolder: own.environments, attempt: attempt)
        let seed = sweep.search.runSeed(pointKey: run.pointKey, replicate: run.replicate)
        let container = try sweep.container(
            policy.of(own), sharedMemory: sharedMemory, devices.first?.device.vendor, isAdopted: isAdopted)
        let places = container == nil ? RunPlaces(layout) : RunPlaces.container
        let argv = try sweep.command.argv(
            parameters: run.parameters, interpreter: sweep.context.interpreter ?? "python",
            program: specification.program, argsFile: places.parameters,
            submitterEnvironment: sweep.context.environment)
        let document = sweep.nesting.applied(to: run.parameters)
        var environment = RunEnvironment(
            attempt: attempt, sweepName: sweep.name, seed: seed, places: places, cpus: lease.cpus,
            port: Self.port(of: attempt), parameters: run.parameters, document: document,
            submitted: container == nil ? sweep.context.environment.filter { Self.isInherited($0.name) } : [],
            chosen: specification.env)
        environment.devices = DeviceVariables(
            devices.map(\.device), visible: specification.resources.devices.visible, isIsolated: container != nil)
        var plan = LaunchPlan(
            attempt: attempt, owner: sweep.owner,
            engine: specification.container.map { $0.engine ?? "podman" } ?? "none",
            container: container, argv: argv, executable: sweep.context.executable,
            environment: environment.entries, parameters: run.parameters, document: document,
            source: sweep.context.source,
            layout: layout, timeLimit: specification.timeLimit, stopGrace: specification.stopGrace,
            logBytesMax: logBytesMax, metrics: specification.metrics, artifacts: specification.artifacts,
            specification: sweep.text,
            manifest: sweep.manifest(of: run, lease: lease, devices, seed: seed, image: container?.image),
            isFresh: run.isFresh, devices: devices)
        plan.secrets = specification.secrets ?? []
        plan.unitLimits = container == nil ? UnitLimits(specification.resources) : nil
        return plan
    }
}

extension MountPolicy {
    /// The same where an owner's files lie.
    fileprivate func of(_ places: AgentPlaces) -> MountPolicy {
        MountPolicy(roots: roots, own: own + places.all, runs: places.runs)
    }
}

extension SweepPlan {
    /// Only what the specification asks for by name is enforced.
    fileprivate func container(
        _ policy: MountPolicy, sharedMemory: ByteCount, _ vendor: Vendor?, isAdopted: Bool
    ) throws(Fault) -> ContainerPlan? {
        guard let choice = specification.container else { return nil }
        guard let image = context.image(for: vendor) else {
            throw Fault(.specification, "cannot start image '\(choice.image)': it was not looked up at submission")
        }
        if !isAdopted, let refusal = image.refusal(onCardOf: vendor) { throw refusal }
        return ContainerPlan(
            image: image, network: choice.network,
            sharedMemory: choice.sharedMemory ?? specification.resources.memory ?? sharedMemory,
            cpus: specification.resources.cpus, memory: specification.resources.memory,
            mounts: context.mounts ?? [], policy: policy, options: choice.options)
    }

    /// What the daemon knows for the manifest.
    fileprivate func manifest(
        of run: RunRecord, lease: Lease, _ devices: [DeviceLease], seed: UInt32, image: ImageRecord?
    ) -> JSONObject {
        var manifest = common(of: run, lease: lease, seed: seed)
        manifest["resources"] = Self.resources(lease, devices)
        if let choice = specification.container, let image {
            manifest["container"] = [
                "image": .string(image.name), "id": .string(image.id), "digest": .optional(image.digest),
                "architecture": .string(image.architecture), "network": .string(choice.network.rawValue),
                "mounts": .array(
                    (context.mounts ?? []).map { mount in
                        [
                            "source": .string(mount.source), "target": .string(mount.target),
                            "read_only": .bool(mount.isReadOnly),
                        ]
                    }), "options": .array(choice.options.map(JSONValue.string)),
            ]
        }
        return manifest
    }

    private func common(of run: RunRecord, lease: Lease, seed: UInt32) -> JSONObject {
        [
            "sweep": [
                "id": .string(run.id.sweep.text), "name": .string(name),
                "method": .string(specification.method.rawValue), "seed": .int(Int64(bitPattern: self.seed)),
                "revision": .int(Int64(revision)),
            ],
            "seeds": ["sweep": .int(Int64(bitPattern: self.seed)), "run": .int(Int64(seed))],
            "times": [
                "submitted": .string(submittedAt.description), "queued": .string(run.queuedAt.description),
            ],
        ]
    }

    private static func resources(_ lease: Lease, _ devices: [DeviceLease]) -> JSONValue {
        var resources: JSONObject = ["cpus": .int(Int64(lease.cpus)), "memory_bytes": .int(lease.memory.bytes)]
        guard !devices.isEmpty else { return .object(resources) }
        resources["gpus"] = .array(
            devices.map { held in
                [
                    "uuid": .string(held.device.id.text), "index": .int(Int64(held.device.index)),
                    "name": .optional(held.device.name), "share": .double(held.booking.share.fraction),
                    "memory_bytes": .optional(held.booking.memory?.bytes),
                ]
            })
        return .object(resources)
    }
}
