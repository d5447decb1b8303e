internal import Logging
internal import SweepAgent
internal import SweepDevices
internal import SweepModel
internal import SweepRecords
internal import SweepScheduling
internal import SweepStore

/// The scheduling loop: takes in what happened and what people ask, decides, commits, then acts.
///
/// All that waits when the loop wakes becomes one tick, one transaction. Nothing is launched, stopped, answered or
/// published before that transaction is durable; after a crash the store says what was decided. A tick that only takes
/// in reports of live attempts starts nothing and need not outlive a power cut, since no such attempt does.
///
/// It has a thread of its own, on which a transaction may wait for the disk.
actor Scheduler {
    let store: Store
    let agents: Agents
    private(set) var planner: Planner
    let bulletin: Bulletin
    private var capacity: HostCapacity
    nonisolated let logger: Logger
    let chronicle: Chronicle
    nonisolated let figures = Figures()
    nonisolated let inbox: Inbox
    let state: Guarded<SchedulerState>
    /// Nil where this host's GPUs are known for good.
    let watch: DeviceWatch?
    let lockWatch: LockWatch
    let alarm = Alarm()
    var phase = Phase.starting
    /// The line that the service manager was told last.
    var status = ""
    private let closed: AsyncStream<Void>
    private nonisolated let closing: AsyncStream<Void>.Continuation

    enum Phase { case starting, working, recovering, closed }

    nonisolated var unownedExecutor: UnownedSerialExecutor { inbox.executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - inbox: where the agent's events arrive.
    ///   - watch: who looks at this host's GPUs; nil where `inventory` has them all.
    init(
        inbox: Inbox, store: Store, agents: Agents, planner: Planner, bulletin: Bulletin, capacity: HostCapacity,
        devices: DevicePolicy, watch: DeviceWatch?, inventory: DeviceInventory?, bootID: String,
        sharing: SharingRules, logger: Logger
    ) {
        self.inbox = inbox
        (closed, closing) = AsyncStream.makeStream()
        self.store = store
        self.agents = agents
        self.planner = planner
        self.bulletin = bulletin
        self.capacity = capacity
        self.logger = logger
        chronicle = Chronicle(logger: logger)
        self.watch = watch
        lockWatch = LockWatch { inbox.post(.devices($0)) }
        state = Guarded(
            SchedulerState(capacity: capacity, policy: devices, inventory: inventory, bootID: bootID, sharing: sharing)
            {
                agents.attended
            })
    }

    /// Carries out a change in the next tick and returns when it is durable.
    nonisolated func perform<Answer: Sendable>(
        _ change: @escaping @Sendable (Tick) throws(Fault) -> Answer
    ) async throws(Fault) -> Answer {
        let result: Result<Answer, Fault> = await withCheckedContinuation { waiting in
            let carryOut: @Sendable (Tick) throws(Fault) -> (@Sendable () -> Void) = { tick throws(Fault) in
                let answer = try change(tick)
                return { waiting.resume(returning: .success(answer)) }
            }
            inbox.post(.request(.init(carryOut: carryOut, fail: { waiting.resume(returning: .failure($0)) })))
        }
        return try result.get()
    }

    /// What it holds now, and what it has done.
    nonisolated func snapshot() -> SchedulerSnapshot {
        let counts = figures.counts
        return state.withLock { state in
            SchedulerSnapshot(
                totals: state.totals, leases: state.schedule.live, devices: state.schedule.devices.status,
                counts: counts)
        }
    }

    /// Why a sweep's waiting runs wait; empty where one could start now.
    nonisolated func explain(_ sweep: SweepID) -> [String] {
        let owners = state.withLock { Set($0.entries.values.map(\.owner)) }
        // Outside of the lock: the host may have to ask a directory service.
        let names = Dictionary(uniqueKeysWithValues: owners.map { ($0, UserName.name(of: $0)) })
        let shared = agents.isShared ? "\(ServiceAgent.absence); \(ServiceAgent.whereItSaysWhy)" : nil
        return state.withLock { state in
            let waiting =
                state.images.words(for: sweep, now: Clock.now())
                + state.schedule.explain(sweep, name: { names[$0] ?? "uid \($0)" }, shared: shared)
            return waiting.isEmpty ? [state.search(of: sweep)].compactMap { $0 } : waiting
        }
    }

    /// Bookings with the devices that they are of.
    nonisolated func leases(_ bookings: [DeviceBooking]) -> [DeviceLease] {
        state.withLock { $0.schedule.devices.leases(bookings) }
    }

    /// How this host's GPUs are now.
    nonisolated func devices() async -> DeviceReport {
        await watch?.lookNow()
        // What was found is taken in by a tick, before this one.
        _ = try? await perform { _ throws(Fault) in }
        return state.withLock { state in
            DeviceReport(
                devices: state.schedule.devices.status, inventory: state.inventory ?? DeviceInventory(),
                discoveryTook: state.discoveryTook, lookTook: state.lookTook)
        }
    }

    /// What GPUs need of this host, looked for thing by thing; empty where a description says what there is.
    nonisolated func deviceFindings(_ inventory: DeviceInventory) async -> [DeviceFinding] {
        guard watch != nil else { return [] }
        return DeviceFindings(toolkit: await ContainerToolkit.version()).list(of: inventory)
    }

    /// The GPUs that could serve a request, however many are free.
    nonisolated func fitting(_ request: DeviceRequest) -> [Device] {
        state.withLock { state in
            let devices = state.schedule.devices
            return devices.count(for: request) > 0 ? devices.fitting(request) : []
        }
    }

    /// Why the host could never give what is asked for; nil where it could.
    nonisolated func refusal(for request: ResourceRequest) -> Fault? {
        state.withLock { $0.schedule.refusal(for: request) }
    }

    /// The same of what an owner may have at most.
    nonisolated func refusal(for request: ResourceRequest, of owner: UInt32) -> Fault? {
        state.withLock { $0.schedule.refusal(for: request, of: owner) }
    }

    /// The sweeps that have not ended, or still have live runs.
    nonisolated var unended: Set<SweepID> { state.withLock { Set($0.entries.keys) } }

    /// Cancels sweeps and waits until nothing of them runs.
    nonisolated func cancel(_ sweeps: Set<SweepID>) async {
        for sweep in sweeps {
            try? await perform { tick throws(Fault) in try tick.command(.cancelRequested, sweep: sweep) }
        }
        for sweep in sweeps {
            for await _ in bulletin.follow(sweep) where !unended.contains(sweep) { break }
        }
    }

    /// Loads the queue and adopts what is live; nobody is to ask anything before.
    ///
    /// - Throws: a ``Fault`` where the queue cannot be read.
    func start() async throws(Fault) {
        try await load()
        try await adopt()
        try await callHooks()
        watch?.look()
        inbox.post(.timer)
        tick()
    }

    /// Works until closed; whoever asks then is told that the daemon stops.
    func run() async {
        if phase == .starting { phase = .working }
        inbox.listen { [weak self] in self?.assumeIsolated { $0.tick() } }
        inbox.post(.timer)
        for await _ in closed {}
        // What they came to is known then, and they do not run again.
        await agents.finishHooks()
        for _ in 0..<Self.lastTicksMax where !inbox.isEmpty { tick() }
        phase = .closed
        alarm.cancel()
        inbox.room.open()
        tick()
    }

    /// What is not taken in by then is told again to the next daemon.
    private static let lastTicksMax = 100

    nonisolated func close() { closing.finish() }

    /// Goes on under other bounds and rules: the queue is read anew under them, and what runs goes on as it is.
    func apply(_ settings: Settings) async {
        (planner, capacity) = (settings.planner, settings.capacity)
        state.withLock { state in
            state.schedule.updateDevices { $0.policy = settings.devices }
            state.sharing = settings.access.sharing
        }
        guard phase == .working else { return }
        phase = .recovering
        if await !readAnew() { Task { await recover() } }
    }

    func load() async throws(Fault) {
        let capacity = capacity
        try await store.query { [state] reader in
            try state.replace { old throws(Fault) in
                try SchedulerState(reading: reader, after: old, capacity: capacity)
            }
        }
    }
}
