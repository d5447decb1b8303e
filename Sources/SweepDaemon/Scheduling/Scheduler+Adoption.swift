internal import Logging
internal import SweepAgent
internal import SweepModel
internal import SweepStore

/// How attempts that were live before come to an agent.
extension Scheduler {
    /// Gives to agents what is live, or makes known to whom it is to be given.
    func adopt() async throws(Fault) {
        switch agents {
        case .own(let agent, _): try await adopt(with: agent)
        case .connected(let agents):
            let live = try await store.query { [state] reader in
                try state.withLock { state in
                    try reader.liveAttempts().map { ($0.attempt, state.owner(of: $0.lease)) }
                }
            }
            for (attempt, owner) in live { agents.expect(attempt.id, of: owner, since: attempt.createdAt) }
        }
    }

    private func adopt(with agent: Agent) async throws(Fault) {
        let planner = planner
        let adoptions = try await store.query { [state] reader in
            try state.withLock { try $0.adoptions(from: reader, planner, now: Clock.now()) }
        }
        tell(adoptions.lost)
        for adoption in adoptions.live {
            let news = await agent.adopt(adoption.plan, began: adoption.began, resume: adoption.resume)
            if let news { inbox.post(.agent(news)) }
            if adoption.isStopping { agent.stop(adoption.plan.attempt, because: adoption.cause) }
        }
    }

    private nonisolated func tell(_ lost: [(attempt: AttemptID, end: AttemptEnd)]) {
        for (attempt, end) in lost {
            logger.error("run '\(attempt.run)' is lost: \(end.lastError ?? "")")
            inbox.post(.agent(.ended(attempt, end)))
        }
    }

    /// Tells a newly connected agent what is live of those whom it serves, and gives it their runs from now on.
    ///
    /// What the connection before it told is committed by then, and nothing more of that one is taken.
    nonisolated func begin(_ link: AgentLink, of agents: ConnectedAgents) async throws(Fault) {
        let planner = await planner
        let user = agents.shared == nil ? link.user : nil
        let result: Result<Void, Fault> = await withCheckedContinuation { waiting in
            let carryOut: @Sendable (Tick) throws(Fault) -> (@Sendable () -> Void) = { tick throws(Fault) in
                let adoptions = try tick.state.adoptions(from: tick.store, planner, of: user, now: tick.now)
                tick.attend()
                let images = tick.state.images.ordered(of: user?.uid).filter(tick.state.isAwaitedByAttended)
                return { [self] in
                    for lost in adoptions.lost { agents.forget(lost.attempt) }
                    tell(adoptions.lost)
                    agents.begin(link, adoptions.live, images)
                    waiting.resume(returning: .success(()))
                }
            }
            inbox.post(.request(.init(carryOut: carryOut, fail: { waiting.resume(returning: .failure($0)) })))
        }
        try result.get()
        try await callHooks(of: user)
    }
}
