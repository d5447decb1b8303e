internal import Logging
internal import SweepAgent
internal import SweepModel
internal import Synchronization

/// The agents that are processes of their own, as far as they are connected, and which attempt is whose: one of each
/// submitter, or one of the service's user for everybody.
///
/// Nobody here waits for an agent. What one is told while it is away is not kept: when it comes back it is told what is
/// live, as after a restart.
final class ConnectedAgents: Sendable {
    private struct State {
        var links: [UInt32: AgentLink] = [:]
        var places: [UInt32: AgentPlaces] = [:]
        /// Whose agent has an attempt that is live.
        var owners: [AttemptID: UInt32] = [:]
        /// Of hooks that were ordered, by their ids.
        var hooks: [String: UInt32] = [:]
        /// Of those with devices.
        var plans: [AttemptID: LaunchPlan] = [:]
    }

    /// Who executes everybody's runs; nil where each user's own agent does.
    let shared: SharedAgent?
    /// Rings at once, and when that agent has gone.
    let absences: AsyncStream<Void>
    private let absence: AsyncStream<Void>.Continuation
    private let state: Mutex<State>
    private let files: PlacesFiles
    private let locks: String
    private let inbox: Inbox
    private let observer: (any DeviceObserver)?
    private let logger: Logger

    /// - Parameters:
    ///   - shared: who executes everybody's runs; nil where each user's own agent does.
    ///   - files: where it is kept what agents say of themselves.
    ///   - locks: folder of the locks of this host's GPUs.
    init(
        shared: SharedAgent? = nil, files: PlacesFiles, locks: String, inbox: Inbox, observer: (any DeviceObserver)?,
        logger: Logger
    ) {
        self.shared = shared
        (absences, absence) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        absence.yield()
        self.files = files
        self.locks = locks
        self.inbox = inbox
        self.observer = observer
        self.logger = logger
        state = Mutex(State(places: files.all))
    }

    var connected: Set<UInt32> { state.withLock { Set($0.links.keys) } }

    /// All whose agents have ever said where they keep their runs.
    var known: Set<UInt32> { state.withLock { Set($0.places.keys) } }

    /// The owners whose attempts somebody is there to execute; nil where that holds for all.
    var attended: Set<UInt32>? {
        guard let shared else { return connected }
        return link(of: shared.uid) == nil ? [] : nil
    }

    func places(of owner: UInt32) -> AgentPlaces? { shared?.places ?? state.withLock { $0.places[owner] } }

    func link(of owner: UInt32) -> AgentLink? { state.withLock { $0.links[agent(of: owner)] } }

    /// Whose agent executes an owner's runs.
    private func agent(of owner: UInt32) -> UInt32 { shared?.uid ?? owner }

    /// Whose agent may tell this; nil where nothing like it was ordered.
    private func agent(of event: AgentEvent, _ state: State) -> UInt32? {
        switch event {
        case .image(let order, _): agent(of: order.owner)
        case .hookEnded(let id, _, _): state.hooks[id]
        default: event.attempt.flatMap { state.owners[$0] }
        }
    }

    // MARK: Orders

    /// Makes known whose an attempt is that was live before this daemon started.
    func expect(_ attempt: AttemptID, of owner: UInt32) {
        state.withLock { $0.owners[attempt] = agent(of: owner) }
    }

    func launch(_ plan: LaunchPlan) {
        let link = state.withLock { state in
            let agent = agent(of: plan.owner.uid)
            state.owners[plan.attempt] = agent
            if !plan.devices.isEmpty { state.plans[plan.attempt] = plan }
            return state.links[agent]
        }
        link?.send(.launch(plan))
    }

    func stop(_ attempt: AttemptID, because cause: StopCause?) {
        let link = state.withLock { state in state.owners[attempt].flatMap { state.links[$0] } }
        link?.send(.stop(attempt, because: cause))
    }

    func run(_ hook: HookPlan, of owner: UInt32) {
        let link = state.withLock { state in
            state.hooks[hook.id] = agent(of: owner)
            return state.links[agent(of: owner)]
        }
        link?.send(.run(hook))
    }

    /// Tells a new agent what is live of its user, and which images her sweeps wait for.
    func begin(_ link: AgentLink, _ live: [Adoption], _ images: [ImageOrder] = []) {
        state.withLock { state in
            for adoption in live where !adoption.plan.devices.isEmpty {
                state.plans[adoption.plan.attempt] = adoption.plan
            }
        }
        link.begin(live.flatMap(\.orders) + [.removeLeftovers] + images.map(AgentOrder.fetch))
    }

    func ask(_ question: AgentQuestion, of owner: UInt32) async throws(Fault) -> AgentAnswer {
        guard let link = link(of: owner) else { throw .noAgent(of: owner, isShared: shared != nil) }
        for await answer in link.ask(question) {
            if case .refused(let refusal) = answer { throw refusal.fault }
            return answer
        }
        throw .noAgent(of: owner, isShared: shared != nil)
    }

    func changes(of attempt: AttemptID, owner: UInt32) -> AsyncStream<Void> {
        let (stream, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        guard let link = link(of: owner) else {
            bell.finish()
            return stream
        }
        let listening = Task {
            for await answer in link.ask(.changes(attempt)) where answer == .changed { bell.yield() }
            bell.finish()
        }
        bell.onTermination = { _ in listening.cancel() }
        return stream
    }

    // MARK: Connections

    /// Takes an agent in; nothing is ordered before ``begin(_:_:)``.
    ///
    /// - Throws: `conflict` for one of another version, for a second one of the same user, and for one that keeps its runs
    ///   elsewhere than those that are live; `permission` for one of a user whose runs another's executes.
    func open(_ hello: AgentHello, owner: UInt32) throws(Fault) -> AgentLink {
        try hello.check(from: owner, shared: shared)
        let link = AgentLink(hello, owner: owner)
        try state.withLock { state throws(Fault) in
            guard state.links[owner] == nil else {
                throw Fault(
                    .conflict, "cannot use another agent of \(UserName.name(of: owner)): one is connected",
                    hint: "'systemctl --user restart sweep-agent' ends the one that systemd started")
            }
            if let places = state.places[owner], places != hello.places, state.owners.values.contains(owner) {
                throw Fault(
                    .conflict,
                    "cannot use an agent that keeps runs in '\(hello.places.runs)': live ones lie in '\(places.runs)'",
                    hint: "start it with the same XDG_STATE_HOME and XDG_RUNTIME_DIR, or wait until they have ended")
            }
            try files.write(hello.places, of: owner)
            state.places[owner] = hello.places
            state.links[owner] = link
        }
        return link
    }

    /// Forgets an agent whose connection has ended; its live attempts go on, unseen.
    func close(_ link: AgentLink) {
        let wasThere = state.withLock { state in
            guard state.links[link.owner] === link else { return false }
            state.links[link.owner] = nil
            return true
        }
        link.close()
        guard wasThere else { return }
        logger.info("the agent of \(UserName.name(of: link.owner)) has gone; its runs go on")
        inbox.post(.attendance)
        absence.yield()
    }

    // MARK: Reports

    /// - Throws: `conflict` where the report is not of the connection that counts, `permission` where it tells of an
    ///   attempt of somebody else's; nothing of it is taken then.
    func take(_ report: AgentReport, from owner: UInt32) throws(Fault) {
        try state.withLock { state throws(Fault) in
            guard let link = state.links[owner], link.session == report.session else {
                throw Fault(.conflict, "cannot take the report: its connection has ended")
            }
            for case .event(let event) in report.news where (agent(of: event, state) ?? owner) != owner {
                logger.warning(
                    "refused what the agent of \(UserName.name(of: owner)) tells of what is not hers: \(event)")
                throw Fault(.permission, "cannot take the report: it tells of what is not yours")
            }
            guard link.isNew(report) else { return }
            for news in report.news {
                switch news {
                case .answer(let number, let answer): link.take(answer, to: number)
                case .event(let event): take(event, &state)
                }
            }
        }
    }

    /// Under the lock, so that nothing of an old connection comes after a new one was told what is live.
    private func take(_ event: AgentEvent, _ state: inout State) {
        guard agent(of: event, state) != nil else { return }
        if case .hookEnded(let id, _, _) = event { state.hooks[id] = nil }
        guard let attempt = event.attempt else { return inbox.post(.agent(event)) }
        if case .started(_, let at) = event, let plan = state.plans[attempt] { observer?.began(plan, at: at) }
        if case .ended(_, let end) = event, state.plans[attempt] != nil {
            tell(end, of: attempt)
        } else if case .deviceTaken(_, let device, let lock) = event {
            // Whatever path it names, only a lock of ours is waited for.
            let own = DeviceLock(path: DeviceLock.path(of: device, in: locks), sharer: lock.sharer)
            inbox.post(.agent(.deviceTaken(attempt, device, own)))
        } else {
            inbox.post(.agent(event))
        }
        guard event.isLast else { return }
        state.owners[attempt] = nil
        state.plans[attempt] = nil
    }

    /// Adds what this process saw of the attempt's devices.
    private func tell(_ end: AttemptEnd, of attempt: AttemptID) {
        Task { [observer, inbox] in
            var end = end
            end.devices = await observer?.ended(attempt) ?? []
            inbox.post(.agent(.ended(attempt, end)))
        }
    }
}
