internal import Dispatch
internal import SweepEngines
package import SweepModel
internal import SweepRecords
internal import Synchronization

/// Launches, follows, adopts and captures the attempts of one user: launch plans in, events out.
///
/// What it knows of attempts is confined to one dispatch queue; files are copied and output is read on others. Nothing
/// is polled. An attempt's runner outlives the agent, and the next agent takes it over with ``adopt(_:began:resume:)``.
package actor Agent {
    let configuration: AgentConfiguration
    let executor: QueueExecutor
    private let workQueues = (0..<4).map { DispatchQueue(label: "sweepd.agent.work.\($0)") }
    let tell: @Sendable (AgentEvent) -> Void
    private let room: Room
    var socket: AgentSocket?
    var watch: FileWatch?
    var followed: [AttemptID: Followed] = [:]
    var idle: [RunnerProcess] = []
    /// Attempts that began a moment ago.
    var newborn: [AttemptID] = []
    var settling: [AttemptID: Task<Void, Never>] = [:]
    /// Of those, the ones whose end is not told yet.
    var closing: [AttemptID: Task<Void, Never>] = [:]
    var followers: [AttemptID: [UInt64: AsyncStream<Void>.Continuation]] = [:]
    var followerNumber: UInt64 = 0
    let packages: PythonPackages
    /// Nothing is prepared any more.
    private let isQuiet = Atomic(false)
    /// Attempts of containers that have ended and are not removed yet.
    var leftovers: [Leftover] = []
    var removal: Task<Void, Never>?
    /// Images that are being fetched, and those whose turn has not come.
    var fetches: [ImageOrder: Task<Void, Never>] = [:]
    var orders: [ImageOrder] = []
    /// Hooks that wait for others.
    var hooks: [HookPlan] = []
    var runningHooks: [String: Task<Void, Never>] = [:]
    private let manifests = ManifestWriter(host: .gather())
    private let facts = SweepFactsCache()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - room: of whoever takes in what happened: what is told of ended attempts waits for it.
    ///   - tell: is called with what happened, on some queue; with each attempt's events in their order.
    package init(
        configuration: AgentConfiguration, room: Room = Room(), tell: @escaping @Sendable (AgentEvent) -> Void
    ) {
        self.configuration = configuration
        self.room = room
        self.tell = tell
        executor = QueueExecutor(label: "sweepd.agent")
        packages = PythonPackages(folder: configuration.pythonFolder)
    }

    /// Begins to listen to runners.
    ///
    /// - Throws: a ``Fault`` with code `failed` where the socket or the file watch cannot be had.
    package func start() throws(Fault) {
        socket = try AgentSocket(path: configuration.host.agentSocket, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.receiveMessages() }
        }
        watch = try FileWatch(queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.filesChanged() }
        }
    }

    /// Executes an attempt, without waiting for anything; its end is told.
    package nonisolated func launch(_ plan: LaunchPlan) {
        let preparation = AttemptPreparation(
            plan: plan, configuration: configuration, manifests: manifests, facts: facts)
        guard preparation.takesTime else {
            return soon { agent in
                agent.follow(plan)
                agent.prepared(plan.attempt, preparation.run())
            }
        }
        soon { $0.follow(plan) }
        guard preparation.waits else { return prepare(preparation) }
        Task {
            do throws(Fault) {
                prepare(try await preparation.ready())
            } catch {
                soon { $0.prepared(plan.attempt, .failure(error)) }
            }
        }
    }

    private nonisolated func prepare(_ preparation: AttemptPreparation) {
        let attempt = preparation.plan.attempt
        workQueues[attempt.run.index % workQueues.count].async {
            guard !self.isQuiet.load(ordering: .acquiring) else { return }
            let result = preparation.run()
            self.soon { $0.prepared(attempt, result) }
        }
    }

    /// Asks a live attempt to stop by its stop sequence, without waiting for anything.
    ///
    /// - Parameter cause: what is told of its end, where no person wanted it.
    package nonisolated func stop(_ attempt: AttemptID, because cause: StopCause? = nil) {
        soon { agent in
            agent.followed[attempt]?.wasStopped = true
            agent.followed[attempt]?.stopCause = cause
            agent.apply(.stopRequested, to: attempt)
        }
    }

    private func follow(_ plan: LaunchPlan) {
        let capture = AttemptCapture(plan, resume: CaptureResume(), room: room, tell: tell)
        followed[plan.attempt] = Followed(plan: plan, machine: FollowMachine(), capture: capture)
    }

    /// Does something on the agent's queue, after what is there already.
    nonisolated func soon(_ body: @escaping @Sendable (isolated Agent) -> Void) {
        executor.queue.async { self.assumeIsolated(body) }
    }

    /// Takes over an attempt that an earlier agent launched, or finds out how it ended.
    ///
    /// - Parameter began: whether its runner is known to have begun.
    /// - Returns: what is to be told first: that it has begun, where that is news.
    package func adopt(_ plan: LaunchPlan, began: Bool, resume: CaptureResume) async -> AgentEvent? {
        let attempt = plan.attempt
        let capture = AttemptCapture(plan, resume: resume, room: room, tell: tell)
        // What was changed or removed meanwhile is not known any more; the runner knows it.
        for name in plan.secrets {
            if let secrets = try? await configuration.secrets?.read([name]) { capture.hide(secrets) }
        }
        let follow = Followed(plan: plan, machine: FollowMachine(adoptedAfterBeginning: began), capture: capture)
        followed[attempt] = follow
        switch AttemptClassification.classify(plan.layout, bootID: configuration.bootID) {
        case .alive(let start, let runner):
            runner.attempt = attempt
            follow.runner = runner
            _ = follow.machine.handle(.started)
            activate(runner)
            beginCapture(of: follow)
            if !plan.devices.isEmpty { configuration.observer?.began(plan, at: start.startedAt) }
            // It may have ended between the look at its records and the watch on its process.
            if AttemptClassification.hasEnded(plan.layout) { apply(.ended, to: attempt) }
            return began ? nil : .started(attempt, at: start.startedAt)
        case .ended:
            follow.endedUnseen = true
            apply(.ended, to: attempt)
        case .neverStarted: conclude(follow, began ? .readEnd : .neverStarted)
        }
        return nil
    }

    /// Waits until everything of an ended attempt is on disk, its artifacts' digests included.
    package func settled(_ attempt: AttemptID) async {
        while let task = settling[attempt] { await task.value }
    }

    /// Adds what an attempt used of its devices to its manifest. One that cannot be written costs nothing else.
    package func record(_ devices: [DeviceUsage], of layout: AttemptLayout) async {
        await settled(layout.attempt)
        try? ManifestWriter.record(devices, of: layout)
    }

    /// ``shutDown()``, where this process goes on and another agent takes its place: what is being prepared is waited for,
    /// and nothing more is, so that the two never write to the same files.
    package func makeWay() async {
        isQuiet.store(true, ordering: .releasing)
        await shutDown()
        for queue in workQueues {
            await withCheckedContinuation { waiting in queue.async { waiting.resume() } }
        }
    }

    /// Lets go of everything; live attempts go on. Waits until what engines knew of ended ones is removed, but not for
    /// processes that do not end: the next agent does.
    package func shutDown() async {
        for runner in idle { runner.dismiss() }
        for follow in followed.values { follow.runner?.dismiss() }
        idle = []
        followed = [:]
        socket?.close()
        watch?.close()
        (socket, watch) = (nil, nil)
        await stopFetching()
        for task in closing.values { task.cancel() }
        while let task = closing.values.first ?? removal { await task.value }
    }
}
