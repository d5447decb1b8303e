internal import SweepEngines
internal import SweepModel
internal import SweepRecords

/// What a runner needs to begin.
struct PreparedAttempt: Sendable {
    let runnerPlan: RunnerPlan
    /// The attempt's working directory.
    let folder: String
    /// What is worth a line in the sweep's history.
    let notes: [String]
}

/// Makes everything that must be there before a runner starts, in order; every step may be repeated.
struct AttemptPreparation: Sendable {
    private(set) var plan: LaunchPlan
    let configuration: AgentConfiguration
    let manifests: ManifestWriter
    let facts: SweepFactsCache
    /// What a container could not be given.
    private var leftOut: [String] = []

    init(plan: LaunchPlan, configuration: AgentConfiguration, manifests: ManifestWriter, facts: SweepFactsCache) {
        self.plan = plan
        self.configuration = configuration
        self.manifests = manifests
        self.facts = facts
    }

    /// Whether files are copied, or an engine is asked, which may take longer than everything else.
    var takesTime: Bool { plan.source.mode != .mount || plan.container != nil }

    /// The same once the engine has done what it must have done before, and what is to be mounted is found.
    ///
    /// - Throws: `failed` with the reason why the container cannot be started.
    func ready() async throws(Fault) -> AttemptPreparation {
        let engine = try EngineRegistry.engine(named: plan.engine)
        try await engine.makeReady(on: configuration.host)
        guard let container = plan.container else { return self }
        var (binds, ready) = ([BindMount](), self)
        for held in plan.devices {
            ready.plan.container?.devices.append(try configuration.containerDevice(held.device, engine.takesCDI))
        }
        if plan.source.mode == .mount, let target = plan.places.source {
            let folder = ContainerMount(source: plan.source.root, target: target)
            binds += try await MountSource.find(folder, container.policy)
        }
        for mount in container.mounts { binds += try await MountSource.find(mount, container.policy) }
        let ignored = try await MountSource.ignored(of: plan.source, container.policy)
        let targets = Set(binds.map(\.target))
        ready.plan.container?.binds = binds + ignored.binds.filter { !targets.contains($0.target) }
        ready.leftOut = ignored.leftOut
        return ready
    }

    func run() -> Result<PreparedAttempt, Fault> {
        do throws(Fault) {
            try AttemptFolder.prepare(plan)
            let copy = try WorkingCopy.make(
                of: plan.source, sourceFolder: configuration.sourceFolder, in: plan.layout)
            let engine = try EngineRegistry.engine(named: plan.engine)
            var runnerPlan = try engine.runnerPlan(
                for: plan, workingDirectory: copy.folder, on: configuration.host)
            runnerPlan.locks = plan.devices.map(configuration.lock)
            try manifests.begin(plan, sweep: try facts.facts(for: plan), copy: copy)
            return .success(PreparedAttempt(runnerPlan: runnerPlan, folder: copy.folder, notes: notes(copy)))
        } catch {
            return .failure(error)
        }
    }

    private func notes(_ copy: WorkingCopy) -> [String] {
        let changed = copy.changedFiles.joined(separator: ", ")
        return (changed.isEmpty ? [] : ["changed since submission: \(changed)"]) + leftOut
    }
}
