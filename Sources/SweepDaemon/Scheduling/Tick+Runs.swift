internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What happens to runs.
extension Tick {
    func started(_ attempt: AttemptID, at instant: Instant) throws(Fault) {
        guard var live = try live(attempt), live.attempt.state == .starting else { return }
        live.attempt.state = .running
        live.attempt.startedAt = instant
        try write(live.attempt)
        live.run.startedAt = instant
        live.run.isFresh = false
        try apply(.started(attempt: attempt.number), to: &live.run)
    }

    func ended(_ attempt: AttemptID, _ end: AttemptEnd) throws(Fault) {
        guard var live = try live(attempt) else { return }
        let end = try judged(end, of: attempt, startedAt: end.startedAt ?? live.attempt.startedAt)
        // One that ended before anybody told that it had started: its history is whole all the same.
        let isLate = live.attempt.state == .starting && end.outcome != .launchFailed && end.startedAt != nil
        live.attempt.close(with: end, stopped: live.run.machine.live?.intent != nil)
        try write(live.attempt)
        live.run.take(end)
        if isLate { live.run.isFresh = false }
        let started: [RunMachine.Event] = isLate ? [.started(attempt: attempt.number)] : []
        try apply(started + [.ended(attempt: attempt.number, end.outcome)], to: &live.run)
    }

    func neverStarted(_ attempt: AttemptID) throws(Fault) {
        guard var live = try live(attempt), live.attempt.state == .starting else { return }
        live.attempt.state = .abandoned
        live.attempt.finishedAt = now
        try write(live.attempt)
        try apply(.neverStarted(attempt: attempt.number), to: &live.run)
    }

    func backoffElapsed(_ id: RunID) throws(Fault) {
        guard var run = try store.run(id), let wakeAt = run.machine.wakeAt, wakeAt <= now else { return }
        try apply(.backoffElapsed, to: &run)
    }

    /// A command on one run.
    ///
    /// - Parameter change: what else the command changes of the run.
    /// - Throws: `notFound` where there is no such run, `conflict` where its state does not allow it.
    @discardableResult
    func command(
        _ event: RunMachine.Event, run id: RunID, _ change: (inout RunRecord) -> Void = { _ in }
    ) throws(Fault) -> RunRecord {
        guard var run = try store.run(id) else { throw Fault.noRun(id) }
        try check(event, of: run)
        if event == .retryRequested { try apply(.reopened, to: id.sweep) }
        change(&run)
        try apply(event, to: &run)
        return run
    }

    /// - Throws: `conflict` where the run's state does not allow the command.
    func check(_ event: RunMachine.Event, of run: RunRecord) throws(Fault) {
        if event == .retryRequested {
            guard try !store.isBeingRemoved(run.id.sweep) else {
                throw Fault(
                    .conflict, "cannot retry run '\(run.id)': its sweep is being removed",
                    hint: "finish that with 'sweepctl rm \(run.id.sweep)'")
            }
        }
        var probe = run.machine
        do throws(Fault) {
            _ = try probe.handle(event, policy: RetryPolicy(), now: now)
        } catch {
            throw Fault(error.code, error.message.replacing("the run", with: "run '\(run.id)'"), hint: error.hint)
        }
    }

    /// Moves a run's machine on, and makes store, schedule and history agree with it.
    func apply(_ event: RunMachine.Event, to run: inout RunRecord) throws(Fault) { try apply([event], to: &run) }

    /// The same for events that are known together: the run is written once.
    private func apply(_ events: [RunMachine.Event], to run: inout RunRecord) throws(Fault) {
        let plan = try plan(of: run)
        let before = run
        for event in events { try advance(&run, by: event, policy: plan.specification.retry) }
        guard run.machine != before.machine else { return }
        run.settleTimes(now: now)
        try write(run, was: before)
        let moved = before.machine.state != run.machine.state
        if moved { try count(run.id.sweep, from: before.machine.state, to: run.machine.state) }
        if moved, run.machine.state.isTerminal {
            let specification = try self.plan(of: run.id.sweep).specification
            try brake(after: run, specification)
            try judgePoint(of: run, specification)
        }
        try finishIfDrained(run.id.sweep)
    }

    private func advance(_ run: inout RunRecord, by event: RunMachine.Event, policy: RetryPolicy) throws(Fault) {
        let before = run.machine
        let actions = try run.machine.handle(event, policy: policy, now: now)
        guard run.machine != before else { return }
        for action in actions { try carryOut(action, run: run.id) }
        try record(run.machine.state.rawValue, of: run, moved: before.state != run.machine.state)
    }

    private func carryOut(_ action: RunMachine.Action, run: RunID) throws(Fault) {
        switch action {
        case .launch: break
        case .stop(let attempt): outcome.stops.append(AttemptID(run: run, number: attempt))
        // In the store the lease ends with its attempt.
        case .release(let attempt): try settle(AttemptID(run: run, number: attempt))
        case .wake(let instant): state.wakes.add(run, at: instant)
        }
    }

    func record(_ state: String, of run: RunRecord, moved: Bool) throws(Fault) {
        let attempt = run.machine.live?.attempt ?? (run.machine.attempts > 0 ? run.machine.attempts : nil)
        try record(
            moved ? state : "stopping", run: run.id, attempt: attempt,
            at: moved && run.machine.state == .running ? run.startedAt : nil,
            detail: run.machine.reason?.rawValue ?? (run.machine.state == .retrying ? run.lastError : nil))
    }

    private func count(_ sweep: SweepID, from old: RunState, to new: RunState) throws(Fault) {
        guard var entry = state.entries[sweep] else { return }
        entry.live += (new.isLive ? 1 : 0) - (old.isLive ? 1 : 0)
        entry.queued += (new == .queued ? 1 : 0) - (old == .queued ? 1 : 0)
        entry.retrying += (new == .retrying ? 1 : 0) - (old == .retrying ? 1 : 0)
        entry.request = try state.request(of: entry, from: store)
        state.set(entry)
    }

    /// Pauses a sweep whose runs fail.
    private func brake(after run: RunRecord, _ specification: Specification) throws(Fault) {
        guard run.machine.state == .failed, let reason = run.machine.reason, !reason.isHostFailure,
            let counts = try store.progress(run.id.sweep)?.counts
        else { return }
        let ended = counts[.finished] + counts[.pruned] + counts.ownFailures
        guard
            specification.maxFailures.trips(
                failed: counts.ownFailures, ended: ended, inARow: counts.failuresInARow)
        else { return }
        try apply(.failuresExceeded, to: run.id.sweep, lastError: run.lastError)
    }
}

extension AttemptRecord {
    fileprivate mutating func close(with end: AttemptEnd, stopped: Bool) {
        state = end.outcome.succeeded ? .finished : stopped ? .stopped : .failed
        reason = end.outcome.reason
        if case .exited(let code) = end.outcome { exitCode = code }
        if case .signalled(let number) = end.outcome { signal = number }
        startedAt = end.startedAt ?? startedAt
        finishedAt = end.at
        duration = end.duration
        lastError = end.outcome.succeeded ? nil : end.lastError
    }
}

extension RunRecord {
    /// What the end of an attempt says about its run.
    fileprivate mutating func take(_ end: AttemptEnd) {
        exitCode = if case .exited(let code) = end.outcome { code } else { nil }
        lastError = end.outcome.succeeded ? nil : end.lastError
        startedAt = end.startedAt ?? startedAt
        finishedAt = end.at
        duration = end.duration
    }

    /// A run that goes on has not finished; one that ended has, now if nothing else is known.
    fileprivate mutating func settleTimes(now: Instant) {
        finishedAt = machine.state.isTerminal ? finishedAt ?? now : nil
        guard machine.state == .queued || machine.state == .starting else { return }
        startedAt = nil
        duration = nil
        exitCode = nil
        if machine.state == .starting {
            objective = nil
            lastError = nil
        }
    }
}
