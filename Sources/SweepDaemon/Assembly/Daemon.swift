internal import Glibc
internal import Hummingbird
internal import Logging
internal import NIOPosix
internal import ServiceLifecycle
internal import SweepAgent
internal import SweepControl
internal import SweepDevices
internal import SweepEngines
package import SweepModel
internal import SweepRecords
internal import SweepScheduling
internal import SweepSpecs
internal import SweepStore

/// The daemon, put together: store, agent, scheduler and server, and how they start and stop.
package struct Daemon: Sendable {
    /// Largest size of a captured stream on disk, unless the configuration says otherwise.
    private static let logBytesMax: Int64 = 64 << 20

    private let options: DaemonOptions
    private let paths: DaemonPaths
    private var configuration: DaemonConfiguration
    private let host: HostResources
    private let environment: [String: String]
    private let logger: Logger
    /// The GPUs where they are known for good.
    private let inventory: DeviceInventory?

    /// Reads the configuration and checks everything that can be checked before anything is written.
    ///
    /// - Parameter environment: of this process.
    /// - Throws: `specification` for a faulty configuration, `limit` for impossible options.
    package init(options: DaemonOptions, environment: [String: String]) throws(Fault) {
        self.options = options
        self.environment = environment
        logger = Logger(label: "sweepd")
        let paths = DaemonPaths(
            environment: environment, stateFolder: options.stateFolder, socket: options.socket,
            configuration: options.configuration, isSystem: options.isSystem)
        configuration = try ConfigurationFile.read(paths.configuration, isRequired: options.configuration != nil)
        guard options.isSystem || configuration.runAs == nil else {
            throw Fault(
                .specification, "cannot use the configuration '\(paths.configuration)': 'run_as' is for system mode",
                hint: "remove it; without --system all runs are yours")
        }
        self.paths = paths.moved(by: configuration)
        inventory = try options.devices.inventory()
        host = HostResources.probe()
        if let engine = options.engine, !EngineRegistry.names.contains(engine) {
            let names = EngineRegistry.names.joined(separator: ", ")
            throw Fault(.usage, "cannot use engine '\(engine)': this sweepd has \(names)")
        }
    }

    /// Works until it is told to stop; live runs go on.
    ///
    /// - Throws: a ``Fault`` where it cannot start.
    package func run() async throws(Fault) {
        try paths.make()
        let store = try Store.open(path: paths.database)
        QueueCopy.removeLeft(in: paths.state)
        // Whoever may not listen changes nothing that another sweepd uses.
        let descriptor = try listeningSocket()
        let socket = InheritedSocket.path(of: descriptor) ?? paths.socket
        let inbox = Inbox()
        var engines = EngineHost.probe(
            agentSocket: paths.agentSocket, initExecutable: try host.executable(beside: "sweep-init"),
            environment: environment)
        // Where agents are processes of their own, each says what it can limit.
        if runAs != nil { engines.limits = .all }
        let watch =
            inventory == nil
            ? DeviceWatch(finder: options.devices.finder, locks: paths.locks) { inbox.post(.devices($0)) } : nil
        let agents = try await self.agents(engines, inbox: inbox, observer: watch)
        let bulletin = Bulletin()
        let settings = settings(engines, agents, at: socket)
        let scheduler = Scheduler(
            inbox: inbox, store: store, agents: agents, planner: settings.planner, bulletin: bulletin,
            capacity: settings.capacity, devices: settings.devices, watch: watch, inventory: inventory,
            bootID: host.bootID, sharing: settings.access.sharing, logger: logger)
        try await scheduler.start()
        if case .own(let agent, let places) = agents {
            await agent.removeLeftovers(runsFolder: places.runs, envFolder: places.environments)
        }
        let current = CurrentSettings(settings)
        let handlers = Handlers(
            store: store, scheduler: scheduler, agents: agents, bulletin: bulletin, settings: current, paths: paths,
            logger: logger)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = ControlServer(
            responder: handlers.router().buildResponder(), descriptor: descriptor, group: group, logger: logger,
            isPrivileged: { (try? handlers.rules.identity(of: $0))?.isAdministrator ?? false })
        let reload = ConfigurationReload(
            read: { [engines] () throws(Fault) in try reread().settings(engines, agents, at: socket) },
            apply: { settings in
                current.value = settings
                await scheduler.apply(settings)
            }, logger: logger)
        var services: [any Service] = [SchedulerService(scheduler: scheduler, bulletin: bulletin), server, reload]
        if let parent = options.parentDescriptor {
            services.append(
                ParentWatch(descriptor: parent, group: group, scheduler: scheduler, known: scheduler.unended))
        }
        if runAs == .service, case .connected(let agents) = agents {
            services.append(ServiceAgent(agents: agents, logger: logger))
        }
        if let watchdog = Watchdog(scheduler) { services.append(watchdog) }
        try await serve(services, at: socket)
        await agents.shutDown()
        try store.close()
    }

    /// Copies the queue into a new file, where no daemon has it open.
    ///
    /// - Throws: `conflict` where one has, `notFound` where there is no queue.
    package func backUp(to file: String) throws(Fault) { try Store.copyUnused(paths.database, to: file) }

    /// The same daemon by the configuration as it is now. Where things lie, and who executes runs, changes only at the next
    /// start.
    ///
    /// - Throws: `specification` with every fault of it.
    private func reread() throws(Fault) -> Daemon {
        var daemon = self
        daemon.configuration = try ConfigurationFile.read(
            paths.configuration, isRequired: options.configuration != nil)
        let (new, old) = (daemon.configuration, configuration)
        let isMoved = (new.state, new.runs) != (old.state, old.runs)
        for (key, isAnother) in [("storage", isMoved), ("run_as", daemon.runAs != runAs)] where isAnother {
            logger.warning("'\(key)' is another than at the start of sweepd, and holds from its next start on")
        }
        daemon.configuration.runAs = configuration.runAs
        return daemon
    }

    private func settings(_ engines: EngineHost, _ agents: Agents, at socket: String) -> Settings {
        // What the service's user can open is nobody's to ask for.
        let roots = configuration.containers.mountRoots ?? (runAs == .service ? [] : nil)
        let policy = paths.mountPolicy(roots: roots)
        return Settings(
            capacity: capacity, devices: DevicePolicy(configuration.devices), access: access,
            planner: Planner(
                agents: agents, logBytesMax: configuration.limits.logSize?.bytes ?? Self.logBytesMax, policy: policy,
                sharedMemory: sharedMemory),
            intake: Intake(
                paths: paths, bootID: host.bootID, configuration: configuration, policy: policy,
                engines: engines, agents: agents, defaultEngine: defaultEngine, runAs: runAs),
            host: description(at: socket))
    }

    private func serve(_ services: [any Service], at socket: String) async throws(Fault) {
        logger.info("sweepd \(Version.text) at '\(socket)', state in '\(paths.state)', \(capacity.slots) slots")
        try await ServiceGroup.run(services, logger: logger) { ServiceNotice.ready.send() }
    }

    private func listeningSocket() throws(Fault) -> Int32 {
        if let inherited = options.listenDescriptor { return inherited }
        if let inherited = try InheritedSocket.find() { return inherited }
        return try ListeningSocket.bind(path: paths.socket, forGroup: options.isSystem)
    }

    private var access: AccessRules {
        AccessRules(
            administrators: configuration.access.administrators, visibility: configuration.access.visibility,
            isShared: options.isShared || options.isSystem, sharing: SharingRules(configuration: configuration.sharing))
    }

    private var capacity: HostCapacity {
        HostCapacity(
            slots: options.slots ?? configuration.limits.slots ?? host.cpus,
            cpus: min(host.cpus, configuration.limits.cpus ?? host.cpus),
            memory: min(host.memory, configuration.limits.memory ?? host.memory))
    }

    private func description(at socket: String) -> HostObject {
        var object = HostObject(
            version: Version.text, hostID: paths.hostID,
            mode: options.isSystem ? .system : paths.isPrivate ? .private : .user,
            stateDir: paths.state, runsDir: paths.runs, sourceDir: paths.source, socket: socket,
            slots: capacity.slots, cpus: host.cpus, memoryBytes: host.memory.bytes, engines: EngineRegistry.names,
            defaultEngine: defaultEngine, limits: .init(cpus: capacity.cpus, memoryBytes: capacity.memory.bytes),
            defaults: configuration.defaults)
        object.runAs = runAs?.rawValue
        object.runsAreUnits = runAs != nil || (!paths.isPrivate && OwnUnit.units(environment) != nil)
        return object
    }

    /// Whose rights runs have; nil where all are this user's own anyway.
    private var runAs: RunAs? { options.isSystem ? configuration.runAs ?? .submitter : nil }

    /// Who executes attempts.
    private func agents(
        _ engines: EngineHost, inbox: Inbox, observer: DeviceWatch?
    ) async throws(Fault) -> Agents {
        guard runAs == nil else {
            return .connected(
                ConnectedAgents(
                    shared: runAs == .service ? SharedAgent(uid: getuid(), places: paths.places) : nil,
                    files: PlacesFiles(folder: paths.state + "/agents"), locks: paths.locks, inbox: inbox,
                    observer: observer, logger: logger))
        }
        var configuration = AgentConfiguration(
            paths, engines, runnerExecutable: try host.executable(beside: "sweep-runner"), bootID: host.bootID,
            environment: environment)
        // What is private ends with whoever started it, and its runs too.
        if !paths.isPrivate { configuration.units = OwnUnit.units(environment) }
        configuration.idleRunnersMax = min(16, 2 * capacity.slots)
        configuration.observer = observer
        let agent = Agent(configuration: configuration, room: inbox.room) { inbox.post(.agent($0)) }
        try await agent.start()
        return .own(agent, paths.places)
    }

    /// What starts images where a sweep does not say; `none` starts none, and forbids no other one.
    private var defaultEngine: String {
        let chosen = options.engine.map { $0 == "none" ? nil : $0 } ?? configuration.engine
        return chosen ?? "podman"
    }

    /// The size of `/dev/shm` of a run that asks for no memory: what each has where all slots are taken.
    private var sharedMemory: ByteCount {
        ByteCount(bytes: max(64 << 20, capacity.memory.bytes / Int64(max(1, capacity.slots))))
    }
}

/// The scheduling loop as a service.
private struct SchedulerService: Service {
    let scheduler: Scheduler
    let bulletin: Bulletin

    func run() async throws {
        await withGracefulShutdownHandler {
            await scheduler.run()
        } onGracefulShutdown: {
            ServiceNotice.stopping.send()
            bulletin.close()
            scheduler.close()
        }
    }
}
