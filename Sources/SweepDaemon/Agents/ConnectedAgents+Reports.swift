internal import Logging
internal import SweepAgent
internal import SweepModel
internal import Synchronization

/// What agents tell, which are their users' own programs: each is believed only of what is hers, and within what can be
/// true.
extension ConnectedAgents {
    /// - Throws: `conflict` where the report is not of the connection that counts, `permission` where it tells of an
    ///   attempt of somebody else's; nothing of it is taken then.
    func take(_ report: AgentReport, from owner: UInt32, now: Instant = Clock.now()) throws(Fault) {
        try state.withLock { state throws(Fault) in
            guard let link = state.links[owner], link.session == report.session else {
                throw Fault(.conflict, "cannot take the report: its connection has ended")
            }
            for case .event(let event) in report.news where state.isOwn(event, of: link.user) == false {
                logger.warning("refused what the agent of \(link.user.name) tells of what is not hers: \(event)")
                throw Fault(.permission, "cannot take the report: it tells of what is not yours")
            }
            guard link.isNew(report) else { return }
            for news in report.news {
                switch news {
                case .answer(let number, let answer): link.take(answer.bounded, to: number)
                case .event(let event): take(event, link, now, &state)
                }
            }
        }
    }

    /// Under the lock, so that nothing of an old connection comes after a new one was told what is live.
    private func take(_ event: AgentEvent, _ link: AgentLink, _ now: Instant, _ state: inout State) {
        guard state.isOwn(event, of: link.user) != nil else { return }
        if case .hookEnded(let id, _, _) = event { state.hooks[id] = nil }
        guard let attempt = event.attempt, let live = state.live[attempt] else {
            return inbox.post(.agent(AttemptWindow.bounded(event)))
        }
        // Of what it launched itself an agent tells the end as soon as it comes.
        let wasLive = live.session == link.session ? now : live.wasLive
        take(AttemptWindow(since: live.since, wasLive: wasLive, now: now).bounded(event), of: attempt, link, &state)
    }

    private func take(_ event: AgentEvent, of attempt: AttemptID, _ link: AgentLink, _ state: inout State) {
        let plan = state.plans[attempt]
        switch event {
        case .started(_, let at):
            if let plan { watch(plan, since: at, &state) }
            inbox.post(.agent(event))
        case .ended(_, let end):
            guard state.take(attempt), let plan else { return inbox.post(.agent(event)) }
            tell(end, of: plan, to: link)
        case .neverStarted:
            if state.take(attempt) { Task { [observer] in await observer?.ended(attempt) } }
            inbox.post(.agent(event))
        case .deviceTaken(_, let device, let lock):
            guard plan?.devices.contains(where: { $0.device.id == device }) == true else { return }
            // Whatever path it names, only a lock of ours is waited for.
            let own = DeviceLock(path: DeviceLock.path(of: device, in: locks), sharer: lock.sharer)
            inbox.post(.agent(.deviceTaken(attempt, device, own)))
        case .metrics, .noted, .image, .hookEnded: inbox.post(.agent(event))
        }
    }

    /// Adds what this process saw of the attempt's devices, for the queue and for the manifest, which is its agent's.
    private func tell(_ end: AttemptEnd, of plan: LaunchPlan, to link: AgentLink) {
        Task { [observer, inbox] in
            var end = end
            end.devices = await observer?.ended(plan.attempt) ?? []
            inbox.post(.agent(.ended(plan.attempt, end)))
            if !end.devices.isEmpty { link.send(.recordUsage(plan.layout, end.devices)) }
        }
    }
}

extension ConnectedAgents.State {
    /// Takes out what is known of an attempt that is live no more.
    ///
    /// - Returns: whether its devices are looked at.
    mutating func take(_ attempt: AttemptID) -> Bool {
        live[attempt] = nil
        plans[attempt] = nil
        return watched.remove(attempt) != nil
    }
}
