internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What happens to sweeps.
extension Tick {
    /// Takes in a new sweep, or finds the one for which the key stands already.
    ///
    /// - Parameter rules: what the configuration says of the owner.
    /// - Throws: `conflict` where the key stands for another file, other overrides or another name; `limit` where the owner
    ///   may have no such sweep now.
    func submit(
        _ submission: Submission, under rules: OwnerRules
    ) throws(Fault) -> (sweep: SweepRecord, isNew: Bool) {
        var record = submission.record
        if let key = record.key, let known = try store.sweep(key: key, owner: record.owner.uid) {
            // The number may have been another user's then: her sweep is none of the asker's business.
            guard [record.owner.name, String(record.owner.uid)].contains(known.owner.name) else {
                throw Fault(.conflict, "cannot submit under key '\(key)': it is taken", hint: "use another key")
            }
            if let difference = Self.difference(known, record) {
                throw Fault(
                    .conflict, "cannot submit under key '\(key)': it stands for \(difference), sweep \(known.id)",
                    hint: "use another key, or ask for the same")
            }
            return (known, false)
        }
        let (owner, asked) = (record.owner.uid, record.specification.resources)
        state.schedule.set(rules, for: owner)
        if let refusal = state.schedule.refusalOfSweep(of: owner) ?? state.schedule.refusal(for: asked, of: owner) {
            throw refusal
        }
        while try store.progress(record.id) != nil {
            record.id = SweepID.make(name: record.name, number: .random(in: .min ... .max))
        }
        try store.insertSweep(record, points: submission.points)
        try store.insertPriors(runs: submission.priorRuns, sweeps: submission.priorSweeps, of: record.id)
        if let plan = submission.plan { state.plans.insert(plan, for: record.id) }
        if let entry = try store.entry(record.id) { state.set(entry) }
        try self.record("submitted", sweep: record.id, detail: record.machine.state == .held ? "held" : nil)
        try awaitImages(of: record)
        return (record, true)
    }

    /// What a submission differs in from the sweep that has its key; nil where they ask for the same.
    private static func difference(_ known: SweepRecord, _ new: SweepRecord) -> String? {
        if known.text != new.text { return "another file" }
        let overrides = [known, new].map { ($0.overlay ?? Overlay()).overrides }
        if overrides[0] != overrides[1] { return "other overrides (--set)" }
        return known.name == new.name ? nil : "the name '\(known.name)'"
    }

    /// A command on a sweep.
    ///
    /// - Throws: `notFound` where there is no such sweep, `conflict` where its state does not allow it.
    func command(_ event: SweepMachine.Event, sweep: SweepID) throws(Fault) {
        guard try store.progress(sweep) != nil else { throw Fault(.notFound, "cannot find sweep '\(sweep)'") }
        try apply(event, to: sweep)
        // What ran while it was paused may have been the last of it.
        try finishIfDrained(sweep)
    }

    /// Checks that what a sweep left may go.
    ///
    /// - Throws: `conflict` where it has not ended.
    func checkEnded(_ sweep: SweepID) throws(Fault) {
        guard let progress = try store.progress(sweep), progress.machine.state.isTerminal, progress.counts.live == 0
        else { throw Fault(.conflict, "cannot remove what sweep '\(sweep)' left: it has not ended") }
    }

    /// Begins to forget an ended sweep, which its next pieces finish.
    ///
    /// - Throws: `conflict` where it has not ended.
    func beginRemoval(_ sweep: SweepID) throws(Fault) {
        try store.beginRemoval(sweep)
        state.remove(sweep)
    }

    /// Moves a sweep's machine on, and makes store, schedule and history agree with it.
    func apply(_ event: SweepMachine.Event, to sweep: SweepID, lastError: String? = nil) throws(Fault) {
        guard let before = try store.progress(sweep)?.machine else { return }
        var machine = before
        let actions = try machine.handle(event)
        guard machine != before else { return }
        try store.update(
            sweep: sweep, machine: machine, lastError: lastError, endedAt: machine.state.isTerminal ? now : nil)
        try place(sweep, machine)
        for action in actions { try carryOut(action, sweep: sweep) }
        try orderImages(for: sweep, machine)
        try record(
            "sweep-\(machine.state.rawValue)", sweep: sweep,
            detail: Self.words(machine.reason, lastError))
        try callHooks(of: sweep, machine)
    }

    private static func words(_ reason: SweepReason?, _ lastError: String?) -> String? {
        let words = [reason?.rawValue, lastError].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: ": ")
    }

    /// Puts a sweep with its new state into the schedule, or takes one out that has ended altogether.
    private func place(_ sweep: SweepID, _ machine: SweepMachine) throws(Fault) {
        if state.entries[sweep] == nil, let entry = try store.entry(sweep) { state.set(entry) }
        guard var entry = state.entries[sweep] else { return }
        entry.machine = machine
        state.set(entry)
        removeIfEnded(sweep)
    }

    private func removeIfEnded(_ sweep: SweepID) {
        guard let entry = state.entries[sweep], entry.machine.state.isTerminal, entry.live == 0 else { return }
        state.remove(sweep)
    }

    private func carryOut(_ action: SweepMachine.Action, sweep: SweepID) throws(Fault) {
        switch action {
        case .withdrawWaiting(let reason):
            try exhaust(sweep)
            for var run in try store.runs(sweep, RunFilter(states: [.queued, .retrying])) {
                try apply(.withdrawn(reason), to: &run)
            }
        case .cancelLive:
            for var run in try store.runs(sweep, RunFilter(states: [.starting, .running])) {
                try apply(.cancelRequested, to: &run)
            }
        }
    }

    /// Gives up the points that are left, so that a retry of one run does not bring them back.
    private func exhaust(_ sweep: SweepID) throws(Fault) {
        try store.setCursor(sweep, .givenUp(points: try store.explicitCount(sweep)))
        guard var entry = state.entries[sweep] else { return }
        entry.mayMaterialise = false
        state.set(entry)
    }

    /// Ends a sweep that has nothing left to do.
    func finishIfDrained(_ sweep: SweepID) throws(Fault) {
        guard let entry = state.entries[sweep], entry.live == 0 else { return }
        removeIfEnded(sweep)
        guard entry.machine.state == .running, entry.queued == 0, entry.retrying == 0,
            !entry.mayMaterialise && !state.unfinished.contains(sweep) || entry.machine.reason == .targetReached
        else { return }
        guard let progress = try store.progress(sweep) else { return }
        let hasAll = !progress.cursor.isGivenUp
        if hasAll { try store.setTotal(sweep, Int64(progress.counts.all)) }
        let cap = try plan(of: sweep).specification.runCap
        try apply(.drained(exhausted: hasAll && progress.counts.all < cap ?? 0), to: sweep)
    }
}
