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
    /// What must show nowhere.
    var secrets: [Secret] = []
}

/// Makes everything that must be there before a runner starts, in order; every step may be repeated.
struct AttemptPreparation: Sendable {
    private(set) var plan: LaunchPlan
    let configuration: AgentConfiguration
    let manifests: ManifestWriter
    let facts: SweepFactsCache
    /// What a container could not be given.
    private var leftOut: [String] = []
    /// Those that the plan names, once they are read.
    private var secrets: [Secret] = []

    init(plan: LaunchPlan, configuration: AgentConfiguration, manifests: ManifestWriter, facts: SweepFactsCache) {
        self.plan = plan
        self.configuration = configuration
        self.manifests = manifests
        self.facts = facts
    }

    /// Whether files are copied, or an engine is asked, which may take longer than everything else.
    var takesTime: Bool { plan.source.mode != .mount || waits }

    /// Whether others must answer before files are made.
    var waits: Bool { plan.container != nil || !plan.secrets.isEmpty }

    /// The same once secrets are read, the engine has done what it must have done before, and what is to be mounted is
    /// found.
    ///
    /// - Throws: the reason why it cannot be started.
    func ready() async throws(Fault) -> AttemptPreparation {
        var (binds, ready) = ([BindMount](), self)
        if !plan.secrets.isEmpty {
            guard let store = configuration.secrets else { throw SecretStore.absent(plan.secrets) }
            ready.secrets = try await store.read(plan.secrets)
        }
        let engine = try EngineRegistry.engine(named: plan.engine)
        try await engine.makeReady(on: configuration.host)
        guard let container = plan.container else { return ready }
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
            var whole = plan
            whole.environment = plan.environment.adding(secrets)
            try AttemptFolder.prepare(whole)
            let copy = try WorkingCopy.make(
                of: plan.source, sourceFolder: configuration.sourceFolder, in: plan.layout)
            let engine = try EngineRegistry.engine(named: plan.engine)
            var runnerPlan = try engine.runnerPlan(
                for: whole, workingDirectory: copy.folder, on: configuration.host)
            runnerPlan.locks = plan.devices.map(configuration.lock)
            runnerPlan.secrets = secrets
            try manifests.begin(told, sweep: try facts.facts(for: plan), copy: copy)
            return .success(
                PreparedAttempt(
                    runnerPlan: runnerPlan, folder: copy.folder, notes: notes(copy), secrets: secrets))
        } catch {
            return .failure(error)
        }
    }

    /// What the manifest is made of: of secrets their names.
    private var told: LaunchPlan {
        var told = plan
        told.environment = plan.environment.adding(secrets.map { Secret(name: $0.name, value: "") })
        return told
    }

    private func notes(_ copy: WorkingCopy) -> [String] {
        let changed = copy.changedFiles.joined(separator: ", ")
        return (changed.isEmpty ? [] : ["changed since submission: \(changed)"]) + leftOut
    }
}
