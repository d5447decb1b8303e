internal import Logging
internal import SweepAgent
internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// One tick: what came in is taken in and decided upon in one transaction, and then acted upon.
extension Scheduler {
    func tick() {
        guard phase != .recovering else { return }
        let inputs = phase == .closed ? inbox.takeAll() : inbox.takeSome()
        guard !inputs.isEmpty else { return }
        guard phase != .closed else { return refuse(inputs) }
        let onlyReports = inputs.allSatisfy(\.isReport)
        let begin = ContinuousClock.now
        do throws(Fault) {
            let outcome = try store.transact(onlyReports ? .processes : .power) { transaction in
                try self.state.withLock { state in
                    let tick = Tick(store: transaction, state: state, now: Clock.now())
                    try tick.take(inputs)
                    if !onlyReports { try tick.startRuns() }
                    return tick.outcome
                }
            }
            figures.add(ContinuousClock.now - begin, outcome.events)
            act(on: outcome)
        } catch {
            phase = .recovering
            if let place = takeRefused() {
                goOn(inputs, without: place, error)
            } else {
                figures.addFailedCommit()
                logger.error("cannot commit: \(error.message); live runs go on, trying again in a second")
                fail(inputs, error)
                Task { await recover() }
            }
        }
    }

    private func takeRefused() -> Int? {
        state.withLock { state in
            defer { state.refused = nil }
            return state.refused
        }
    }

    /// Drops what can never be taken in, and does the rest again: nothing of it is done yet, and nobody was answered.
    private func goOn(_ inputs: [Input], without place: Int, _ fault: Fault) {
        logger.error("dropped what an agent told, which cannot be kept: \(fault.message); it was \(inputs[place])")
        inbox.putBack(inputs[..<place] + inputs[(place + 1)...])
        Task { if await !readAnew() { await recover() } }
    }

    private func act(on outcome: Tick.Outcome) {
        for start in outcome.starts { launch(start) }
        for attempt in outcome.stops { agents.stop(attempt) }
        for hook in outcome.hooks { call(hook.call, of: hook.sweep) }
        for (attempt, cause) in outcome.endings { agents.stop(attempt, because: cause) }
        for order in outcome.images {
            switch order {
            case .fetch(let image): agents.fetch(image)
            case .abandon(let image): agents.abandon(image)
            }
        }
        for answer in outcome.answers { answer() }
        bulletin.publish(outcome.events)
        chronicle.write(outcome.events)
        if ServiceNotice.isHeard { tellStatus() }
        setTimer(for: outcome.wakeAt)
        for (device, lock) in outcome.awaited { lockWatch.await(device, lock) }
        if let watch {
            if outcome.wantsLook { watch.look() }
            watch.keepLooking(state.withLock { $0.schedule.concernsDevices })
        }
        if outcome.unfinished { inbox.post(.timer) }
    }

    /// The line that `systemctl status` shows.
    private func tellStatus() {
        let (live, queued, sweeps) = state.withLock { state in
            (state.schedule.live, state.totals.queued, state.totals.sweeps)
        }
        let line = "\(live.counted("run")) executing, \(queued) waiting; \(sweeps.counted("sweep")) not ended"
        guard line != status else { return }
        status = line
        ServiceNotice.status(line).send()
    }

    private func launch(_ start: Tick.Start) {
        do throws(Fault) {
            agents.launch(
                try planner.plan(
                    start.run, attempt: start.attempt, lease: start.lease, devices: start.devices, of: start.sweep))
        } catch {
            let end = AttemptEnd(
                outcome: .launchFailed, at: Clock.now(), startedAt: nil, duration: nil, lastError: error.message)
            inbox.post(.agent(.ended(start.attempt, end)))
        }
    }

    private func refuse(_ inputs: [Input]) { fail(inputs, Fault(.unreachable, "cannot do this: sweepd is stopping")) }

    /// Tells askers that nothing came of it; facts are kept for the next try.
    private func fail(_ inputs: [Input], _ fault: Fault) {
        var facts: [Input] = []
        for input in inputs {
            switch input {
            case .request(let request): request.fail(fault)
            case .agent, .devices, .attendance, .timer: facts.append(input)
            }
        }
        inbox.putBack(facts)
    }

    /// After a failure: a moment later, the state is read anew, and again until that succeeds. Under a state that is not
    /// whole nothing is decided.
    func recover() async {
        repeat { await Pause.milliseconds(1000) } while await !readAnew()
    }

    /// - Returns: false where it is to be tried again.
    func readAnew() async -> Bool {
        guard phase == .recovering else { return true }
        do throws(Fault) {
            try await load()
        } catch {
            logger.error("cannot read the queue: \(error.message); trying again in a second")
            return phase != .recovering
        }
        if phase == .recovering { phase = .working }
        inbox.post(.timer)
        return true
    }

    private func setTimer(for instant: Instant?) {
        guard let instant else { return alarm.cancel() }
        alarm.set(after: Swift.max(.zero, instant - Clock.now())) { [inbox] in inbox.post(.timer) }
    }
}
