internal import SweepModel
internal import SweepScheduling
internal import SweepSearch
internal import SweepStore

/// How runs start: points become runs, runs get leases.
extension Tick {
    /// What it costs to ask the store whether a sweep has a point, beside a look at one.
    private static let candidateCost = 100

    /// Starts whatever the schedule allows, with the runs whose backoff is over.
    func startRuns() throws(Fault) {
        state.schedule.advance(to: now)
        while let run = state.wakes.popDue(at: now) { try backoffElapsed(run) }
        state.images.retry(now: now)
        try endDrains()
        checkDevices()
        while let decision = state.schedule.next() {
            guard let run = try nextRun(of: decision.sweep) else {
                try finishIfDrained(decision.sweep)
                continue
            }
            try start(run, decision)
        }
        resumeUnfinished()
        settle()
    }

    /// Makes runs of the points that are to start together as soon as the sweep's image is there, so that they are seen to
    /// wait for it.
    func queueFirstRuns(of sweep: SweepID) throws(Fault) {
        guard let entry = state.entries[sweep], entry.live + entry.queued + entry.retrying == 0 else { return }
        let slots = state.schedule.capacity.slots
        for _ in 0..<min(entry.maxParallel ?? slots, slots) where state.entries[sweep]?.mayMaterialise == true {
            guard try materialise(sweep, leased: false) != nil else { return }
        }
    }

    /// The run that starts next, which it does in the queue's eyes; one that waits goes before a new point.
    private func nextRun(of sweep: SweepID) throws(Fault) -> RunRecord? {
        guard let entry = state.entries[sweep], entry.queued > 0, var waiting = try store.nextQueuedRun(sweep) else {
            return try materialise(sweep)
        }
        waiting.revision = try plan(of: waiting).revision
        try apply(.leased, to: &waiting)
        return waiting
    }

    private func start(_ run: RunRecord, _ decision: Decision) throws(Fault) {
        let attempt = AttemptID(run: run.id, number: run.machine.attempts)
        let plan = try plan(of: run)
        let lease = Lease(
            attempt: attempt, owner: state.entries[run.id.sweep]?.owner ?? 0, cpus: decision.cpus,
            memory: decision.memory, devices: decision.devices)
        let record = AttemptRecord(
            id: attempt, bootID: plan.bootID, createdAt: now, devices: lease.devices.map(\.device))
        try store.insert(attempt: record)
        try store.insert(lease: lease)
        state.live[run.id] = LiveRun(run: run, attempt: record)
        state.schedule.acquire(lease)
        outcome.starts.append(
            Start(run: run, attempt: attempt, lease: lease, devices: devices(of: lease), sweep: plan))
    }

    /// Makes the sweep's next point a run; nil where there is none (or none yet: see ``Outcome/unfinished``).
    ///
    /// - Parameter leased: whether the run starts at once; else it is queued.
    private func materialise(_ sweep: SweepID, leased: Bool = true) throws(Fault) -> RunRecord? {
        let plan = try plan(of: sweep)
        guard let progress = try store.progress(sweep) else { return nil }
        guard !plan.isCapReached(by: progress.counts.all) else { return try rest(sweep, at: progress.cursor) }
        // Half of what is left: whoever comes later in this tick has a look, too.
        let share = costLeft / 2
        var left = share
        defer { costLeft -= share - left }
        var cursor = progress.cursor
        repeat {
            switch next(from: cursor, of: plan, &left) {
            case .exhausted(let end): return try rest(sweep, at: end)
            case .unfinished(let place): return try putOff(sweep, at: place)
            case .explicit(let number, let place):
                let point = try state.explicitPoints.point(number, of: sweep, from: store)
                if let run = try begin(point, at: place, number: progress.counts.all + 1, of: plan, sweep, leased) {
                    return run
                }
                cursor = plan.search.cursor(after: place, known: true)
            case .point(let point, let place):
                if let run = try begin(point, at: place, number: progress.counts.all + 1, of: plan, sweep, leased) {
                    return run
                }
                cursor = plan.search.cursor(after: place, known: true)
            }
        } while left > 0
        return try putOff(sweep, at: cursor)
    }

    /// The next candidate, or where the looks ended that may be had for what is left; always one look at least.
    private func next(from cursor: SearchCursor, of plan: SweepPlan, _ left: inout Int) -> Search.Step {
        let most = plan.search.looks(costing: left)
        var looks = most
        let step = plan.search.next(from: cursor, looks: &looks)
        left -= (most - looks) * plan.search.cost + Self.candidateCost
        return step
    }

    /// Nothing is left to materialise, for good or until the cap is raised.
    private func rest(_ sweep: SweepID, at cursor: SearchCursor) throws(Fault) -> RunRecord? {
        try store.setCursor(sweep, cursor)
        state.searching[sweep] = state.unfinished.contains(sweep) ? cursor.position : nil
        stand(sweep) { $0.mayMaterialise = false }
        return nil
    }

    /// The next tick goes on: this one has looked at enough.
    private func putOff(_ sweep: SweepID, at cursor: SearchCursor) throws(Fault) -> RunRecord? {
        state.unfinished.insert(sweep)
        return try rest(sweep, at: cursor)
    }

    private func stand(_ sweep: SweepID, _ change: (inout SweepEntry) -> Void) {
        guard var entry = state.entries[sweep] else { return }
        change(&entry)
        state.set(entry)
    }

    /// Makes a point a run that starts at once, or is queued; nil where the sweep has it already.
    private func begin(
        _ point: Point, at cursor: SearchCursor, number: Int, of plan: SweepPlan, _ sweep: SweepID, _ leased: Bool
    ) throws(Fault) -> RunRecord? {
        var machine = RunMachine()
        if leased { _ = try machine.handle(.leased, policy: plan.specification.retry, now: now) }
        let next = plan.search.cursor(after: cursor, known: false)
        // A sweep without a next point must not stand in line: it would hold up those behind it.
        let isLast = plan.isCapReached(by: number) || plan.search.isExhausted(at: next)
        let run = try store.materialise(
            sweep, parameters: plan.search.parameters(of: point, replicate: cursor.replicate), pointKey: point.key,
            replicate: cursor.replicate, as: machine, cursor: next, now: now)
        guard let run else { return nil }
        state.searching[sweep] = nil
        stand(sweep) { entry in
            entry.mayMaterialise = !isLast
            if leased { entry.live += 1 } else { entry.queued += 1 }
        }
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
