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
    /// A live attempt, as far as it matters here.
    struct Live {
        let owner: Owner
        /// When it got its lease.
        let since: Instant
        /// When it was last known to go on, as far as nobody tells anything else.
        var wasLive: Instant
        /// The connection over which it was launched; nil where it is older.
        var session: String?
    }

    struct State {
        /// Who executes everybody's runs; nil where each user's own agent does.
        let shared: SharedAgent?
        var links: [UInt32: AgentLink] = [:]
        var places: [UInt32: AgentPlaces] = [:]
        var live: [AttemptID: Live] = [:]
        /// Of hooks that were ordered, by their ids.
        var hooks: [String: Owner] = [:]
        /// Of attempts with devices.
        var plans: [AttemptID: LaunchPlan] = [:]
        /// Those of them that the observer looks at.
        var watched: Set<AttemptID> = []

        init(shared: SharedAgent?, places: [UInt32: AgentPlaces]) { (self.shared, self.places) = (shared, places) }

        /// The connected agent that executes that very user's runs, and not those of whoever has her number now.
        func link(of owner: Owner) -> AgentLink? {
            guard shared == nil else { return shared.flatMap { links[$0.uid] } }
            return links[owner.uid].flatMap { owner.isStill($0.user) ? $0 : nil }
        }

        /// Whether a user's agent may tell it; nil where nothing like it was ordered.
        func isOwn(_ event: AgentEvent, of user: Owner) -> Bool? {
            switch event {
            case .image(let order, _): shared != nil || order.owner == user.uid
            case .hookEnded(let id, _, _): hooks[id].map { executes($0, user) }
            default: event.attempt.flatMap { live[$0].map { executes($0.owner, user) } }
            }
        }

        private func executes(_ owner: Owner, _ user: Owner) -> Bool { shared != nil || owner.isStill(user) }
    }

    /// Who executes everybody's runs; nil where each user's own agent does.
    let shared: SharedAgent?
    /// Rings at once, and when that agent has gone.
    let absences: AsyncStream<Void>
    private let absence: AsyncStream<Void>.Continuation
    let state: Mutex<State>
    private let files: PlacesFiles
    private let patience: Span
    let locks: String
    let inbox: Inbox
    let observer: (any DeviceObserver)?
    let logger: Logger

    /// - Parameters:
    ///   - shared: who executes everybody's runs; nil where each user's own agent does.
    ///   - files: where it is kept what agents say of themselves.
    ///   - locks: folder of the locks of this host's GPUs.
    ///   - patience: how long an agent may take to look at something.
    init(
        shared: SharedAgent? = nil, files: PlacesFiles, locks: String, inbox: Inbox, observer: (any DeviceObserver)?,
        logger: Logger, patience: Span = .seconds(30)
    ) {
        self.shared = shared
        self.patience = patience
        (absences, absence) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        absence.yield()
        self.files = files
        self.locks = locks
        self.inbox = inbox
        self.observer = observer
        self.logger = logger
        state = Mutex(State(shared: shared, places: files.all))
    }

    /// Whose agents are connected, with their names now.
    var connected: [UInt32: String] { state.withLock { $0.links.mapValues(\.user.name) } }

    /// All whose agents have ever said where they keep their runs.
    var known: Set<UInt32> { state.withLock { Set($0.places.keys) } }

    /// The owners whose attempts somebody is there to execute, with their names now; nil where that holds for all.
    var attended: [UInt32: String]? {
        guard let shared else { return connected }
        return link(of: shared.uid) == nil ? [:] : nil
    }

    func places(of owner: UInt32) -> AgentPlaces? { shared?.places ?? state.withLock { $0.places[owner] } }

    func link(of owner: UInt32) -> AgentLink? { state.withLock { $0.links[agent(of: owner)] } }

    /// Whose agent executes an owner's runs.
    private func agent(of owner: UInt32) -> UInt32 { shared?.uid ?? owner }

    // MARK: Orders

    /// Makes known whose an attempt is that was live before this daemon started.
    func expect(_ attempt: AttemptID, of owner: Owner, since: Instant) {
        state.withLock { $0.live[attempt] = Live(owner: owner, since: since, wasLive: since) }
    }

    /// Forgets an attempt that is live no more, whatever anybody tells.
    func forget(_ attempt: AttemptID) { state.withLock { _ = $0.take(attempt) } }

    func launch(_ plan: LaunchPlan, now: Instant = Clock.now()) {
        let link = state.withLock { state in
            let link = state.link(of: plan.owner)
            state.live[plan.attempt] = Live(owner: plan.owner, since: now, wasLive: now, session: link?.session)
            if !plan.devices.isEmpty { state.plans[plan.attempt] = plan }
            return link
        }
        link?.send(.launch(plan))
    }

    func stop(_ attempt: AttemptID, because cause: StopCause?) {
        let link = state.withLock { state in state.live[attempt].flatMap { state.link(of: $0.owner) } }
        link?.send(.stop(attempt, because: cause))
    }

    func run(_ hook: HookPlan, of owner: Owner) {
        let link = state.withLock { state in
            state.hooks[hook.id] = owner
            return state.link(of: owner)
        }
        link?.send(.run(hook))
    }

    /// Tells a new agent what is live of its user, and which images her sweeps wait for.
    func begin(_ link: AgentLink, _ live: [Adoption], _ images: [ImageOrder] = []) {
        state.withLock { state in
            for adoption in live where !adoption.plan.devices.isEmpty {
                state.plans[adoption.plan.attempt] = adoption.plan
                if let startedAt = adoption.startedAt { watch(adoption.plan, since: startedAt, &state) }
            }
        }
        link.begin(live.flatMap(\.orders) + [.removeLeftovers] + images.map(AgentOrder.fetch))
    }

    /// Has the devices of an attempt looked at, unless they are.
    func watch(_ plan: LaunchPlan, since startedAt: Instant, _ state: inout State) {
        if state.watched.insert(plan.attempt).inserted { observer?.began(plan, at: startedAt) }
    }

    /// - Throws: `unreachable` where there is no agent, or one that does not answer; what it found wrong.
    func ask(_ question: AgentQuestion, of owner: UInt32) async throws(Fault) -> AgentAnswer {
        guard let link = link(of: owner) else { throw .noAgent(of: owner, isShared: shared != nil) }
        for await answer in link.ask(question, within: patience(for: question)) {
            if case .refused(let refusal) = answer { throw refusal.fault }
            return answer
        }
        guard link.isClosed || Task.isCancelled else { throw .silentAgent(of: link.user) }
        throw .noAgent(of: owner, isShared: shared != nil)
    }

    /// What removes may have a million files to remove.
    private func patience(for question: AgentQuestion) -> Span {
        switch question {
        case .remove(_, dryRun: false), .removeImage: Span(nanoseconds: 10 * patience.nanoseconds)
        default: patience
        }
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
    func open(_ hello: AgentHello, of user: Owner) throws(Fault) -> AgentLink {
        try hello.check(from: user.uid, shared: shared)
        let (link, owner) = (AgentLink(hello, of: user), user.uid)
        try state.withLock { state throws(Fault) in
            guard state.links[owner] == nil else {
                throw Fault(
                    .conflict, "cannot use another agent of \(user.name): one is connected",
                    hint: "'systemctl --user restart sweep-agent' ends the one that systemd started")
            }
            if let places = state.places[owner], places != hello.places,
                state.live.values.contains(where: { $0.owner.isStill(user) })
            {
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
    func close(_ link: AgentLink, now: Instant = Clock.now()) {
        let wasThere = state.withLock { state in
            guard state.links[link.owner] === link else { return false }
            state.links[link.owner] = nil
            // An end until now would have been told.
            for (attempt, live) in state.live where live.session == link.session { state.live[attempt]?.wasLive = now }
            return true
        }
        link.close()
        guard wasThere else { return }
        logger.info("the agent of \(link.user.name) has gone; its runs go on")
        inbox.post(.attendance)
        absence.yield()
    }
}
