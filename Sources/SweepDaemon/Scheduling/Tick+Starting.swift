internal import SweepModel
internal import SweepScheduling
internal import SweepSearch
internal import SweepStore

/// How runs start: points become runs, runs get leases.
extension Tick {
    /// How many candidate points of one sweep a tick looks at.
    private static let candidatesMax = 2_000

    /// Starts whatever the schedule allows, with the runs whose backoff is over.
    func startRuns() throws(Fault) {
        while let run = state.wakes.popDue(at: now) { try backoffElapsed(run) }
        outcome.wakeAt = state.wakes.next
        while let decision = state.schedule.next() {
            guard let run = try nextRun(of: decision.sweep) else {
                try finishIfDrained(decision.sweep)
                continue
            }
            try start(run, decision)
        }
        resumeUnfinished()
    }

    /// The run that starts next, which it does in the queue's eyes; one that waits goes before a new point.
    private func nextRun(of sweep: SweepID) throws(Fault) -> RunRecord? {
        guard let entry = state.entries[sweep], entry.queued > 0, var waiting = try store.nextQueuedRun(sweep) else {
            return try materialise(sweep)
        }
        try apply(.leased, to: &waiting)
        return waiting
    }

    private func start(_ run: RunRecord, _ decision: Decision) throws(Fault) {
        let attempt = AttemptID(run: run.id, number: run.machine.attempts)
        let plan = try plan(of: run.id.sweep)
        let lease = Lease(
            attempt: attempt, owner: state.entries[run.id.sweep]?.owner ?? 0, cpus: decision.cpus,
            memory: decision.memory)
        let record = AttemptRecord(id: attempt, bootID: plan.bootID, createdAt: now)
        try store.insert(attempt: record)
        try store.insert(lease: lease)
        state.live[run.id] = LiveRun(run: run, attempt: record)
        state.schedule.acquire(lease)
        outcome.starts.append(Start(run: run, attempt: attempt, lease: lease, sweep: plan))
    }

    /// Makes the sweep's next point a run; nil where there is none (or none yet: see ``Outcome/unfinished``).
    private func materialise(_ sweep: SweepID) throws(Fault) -> RunRecord? {
        let plan = try plan(of: sweep)
        guard var entry = state.entries[sweep], let progress = try store.progress(sweep) else { return nil }
        var cursor = progress.cursor
        let capReached = plan.isCapReached(by: progress.counts.all)
        for _ in 0..<Self.candidatesMax {
            guard !capReached, let point = plan.search.candidate(at: cursor) else {
                entry.mayMaterialise = false
                try store.setCursor(sweep, capReached ? cursor : SearchCursor(points: cursor.points, phase: .exhausted))
                state.set(entry)
                return nil
            }
            if let run = try begin(point, at: cursor, number: progress.counts.all + 1, of: plan, &entry) { return run }
            cursor = plan.search.cursor(after: cursor, known: true)
        }
        try store.setCursor(sweep, cursor)
        entry.mayMaterialise = false
        state.set(entry)
        state.unfinished.insert(sweep)
        return nil
    }

    /// Makes a point a run that starts at once; nil where the sweep has it already.
    private func begin(
        _ point: Point, at cursor: SearchCursor, number: Int, of plan: SweepPlan, _ entry: inout SweepEntry
    ) throws(Fault) -> RunRecord? {
        var machine = RunMachine()
        _ = try machine.handle(.leased, policy: plan.specification.retry, now: now)
        let next = plan.search.cursor(after: cursor, known: false)
        // A sweep without a next point must not stand in line: it would hold up those behind it.
        let isLast = plan.isCapReached(by: number) || plan.search.candidate(at: next) == nil
        let run = try store.materialise(
            entry.id, parameters: point.values, pointKey: point.key, as: machine, cursor: next, now: now)
        guard let run else { return nil }
        entry.mayMaterialise = !isLast
        entry.live += 1
        state.set(entry)
        try record(machine.state.rawValue, of: run, moved: true)
        return run
    }

    /// Lets the sweeps whose candidates were too many for this tick go on in the next.
    private func resumeUnfinished() {
        for sweep in state.unfinished {
            guard var entry = state.entries[sweep] else { continue }
            entry.mayMaterialise = true
            state.set(entry)
            outcome.unfinished = true
        }
        state.unfinished = []
    }
}
