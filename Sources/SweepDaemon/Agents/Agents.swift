internal import SweepAgent
internal import SweepModel

/// Who executes attempts: the daemon's own agent, or processes of their own: one of each submitter, or one for all.
enum Agents: Sendable {
    case own(Agent, AgentPlaces)
    case connected(ConnectedAgents)

    /// Whether runs lie in their submitters' own folders.
    var areSubmitters: Bool { if case .connected(let agents) = self { agents.shared == nil } else { false } }

    /// The users whose attempts somebody is there to execute, with their names now; nil where that holds for all.
    var attended: [UInt32: String]? {
        switch self {
        case .own: nil
        case .connected(let agents): agents.attended
        }
    }

    /// Whether one process that is not the daemon's executes everybody's attempts.
    var isShared: Bool {
        if case .connected(let agents) = self { agents.shared != nil } else { false }
    }

    /// Executes an attempt, without waiting for anything; its end is told.
    func launch(_ plan: LaunchPlan) {
        switch self {
        case .own(let agent, _): agent.launch(plan)
        case .connected(let agents): agents.launch(plan)
        }
    }

    /// Asks a live attempt to stop, without waiting for anything.
    func stop(_ attempt: AttemptID, because cause: StopCause? = nil) {
        switch self {
        case .own(let agent, _): agent.stop(attempt, because: cause)
        case .connected(let agents): agents.stop(attempt, because: cause)
        }
    }

    /// Has an image fetched with the rights of its owner, without waiting for anything.
    func fetch(_ order: ImageOrder) {
        switch self {
        case .own(let agent, _): agent.fetch(order)
        case .connected(let agents): agents.link(of: order.owner)?.send(.fetch(order))
        }
    }

    func abandon(_ order: ImageOrder) {
        switch self {
        case .own(let agent, _): agent.abandon(order)
        case .connected(let agents): agents.link(of: order.owner)?.send(.abandon(order))
        }
    }

    /// Runs a hook as the owner of its sweep, without waiting for anything; an agent that is away is told when it comes.
    func run(_ hook: HookPlan, of owner: Owner) {
        switch self {
        case .own(let agent, _): agent.run(hook)
        case .connected(let agents): agents.run(hook, of: owner)
        }
    }

    /// Waits for the hooks that run in this process.
    func finishHooks() async {
        if case .own(let agent, _) = self { await agent.finishHooks() }
    }

    /// Where an owner's runs lie.
    ///
    /// - Throws: `unreachable` where no agent of hers has ever said so.
    func places(of owner: UInt32) throws(Fault) -> AgentPlaces {
        switch self {
        case .own(_, let places): return places
        case .connected(let agents):
            guard let places = agents.places(of: owner) else {
                throw .noAgent(of: owner, isShared: agents.shared != nil)
            }
            return places
        }
    }

    /// What of an owner's containers can be limited, as the agent says that is connected; nil where none is that would.
    func limits(of owner: UInt32) -> ContainerLimits? {
        if case .connected(let agents) = self { agents.link(of: owner)?.hello.limits } else { nil }
    }

    /// Finds out what only a process of that owner can.
    ///
    /// - Throws: `unreachable` where her agent is not connected or does not answer, else what it found wrong.
    func ask(_ question: AgentQuestion, of owner: UInt32) async throws(Fault) -> AgentAnswer {
        switch self {
        case .own(let agent, let places): return try await AgentQuestions(agent, places).answer(question)
        case .connected(let agents): return try await agents.ask(question, of: owner)
        }
    }

    /// One element at once and one whenever an attempt wrote something; ends when the attempt has.
    func changes(of attempt: AttemptID, owner: UInt32) async -> AsyncStream<Void> {
        switch self {
        case .own(let agent, _): await agent.changes(of: attempt)
        case .connected(let agents): agents.changes(of: attempt, owner: owner)
        }
    }

    func shutDown() async {
        if case .own(let agent, _) = self { await agent.shutDown() }
    }
}

extension Fault {
    static func silentAgent(of user: Owner) -> Fault {
        Fault(
            .unreachable, "cannot reach the files of runs: the agent of \(user.name) does not answer",
            hint: "as that user: 'systemctl --user restart sweep-agent'")
    }

    /// - Parameter isShared: whether one agent executes everybody's runs.
    static func noAgent(of owner: UInt32, isShared: Bool) -> Fault {
        guard !isShared else {
            return Fault(
                .unreachable, "cannot reach the files of runs: \(ServiceAgent.absence)",
                hint: ServiceAgent.whereItSaysWhy)
        }
        return Fault(
            .unreachable,
            "cannot reach the files of \(UserName.name(of: owner)): the agent of that user is not connected",
            hint: "as that user: 'systemctl --user start sweep-agent'")
    }
}
