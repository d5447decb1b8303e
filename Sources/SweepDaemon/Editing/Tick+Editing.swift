internal import SweepModel
internal import SweepStore

/// What an edit does to a sweep.
extension Tick {
    /// Lets a sweep go on under a new revision.
    ///
    /// - Returns: the revision's number; nil where the sweep has another revision by now than the edit was made from.
    /// - Throws: `not-found` where there is no such sweep, `conflict` where its state does not allow the edit.
    func edit(_ sweep: SweepID, _ edit: Edit) throws(Fault) -> Int? {
        guard let before = try store.overview(sweep) else { throw Fault(.notFound, "cannot find sweep '\(sweep)'") }
        guard before.revision == edit.base else { return nil }
        try check(edit, of: before)
        // One that reached its target gave up its points: it begins anew, and skips what it has.
        let isRevived = before.machine.reason == .targetReached && edit.changesTarget && !isReached(edit, before)
        let number = try store.revise(
            sweep, with: edit.revision, points: edit.points, total: edit.total,
            cursor: isRevived ? SearchCursor() : edit.cursor(after: before.cursor), now: now)
        try record("edited", sweep: sweep, detail: edit.text(number: number))
        try settle(sweep, before, edit)
        return number
    }

    /// Makes schedule and state agree with a new revision.
    private func settle(_ sweep: SweepID, _ before: SweepOverview, _ edit: Edit) throws(Fault) {
        state.plans.remove(sweep)
        guard var entry = try store.entry(sweep) else { return }
        entry.request = try state.request(of: entry, from: store)
        if state.entries[sweep] != nil { state.set(entry) }
        if before.machine.state == .finished, entry.mayMaterialise { try apply(.reopened, to: sweep) }
        if edit.changesTarget, isReached(edit, before) { try apply(.targetReached, to: sweep) }
        try finishIfDrained(sweep)
    }

    private func check(_ edit: Edit, of sweep: SweepOverview) throws(Fault) {
        let machine = sweep.machine
        guard try !store.isBeingRemoved(sweep.id), machine.state != .stopped, machine.state != .cancelled else {
            throw Fault(
                .conflict, "cannot edit sweep '\(sweep.id)': it is \(machine.state.rawValue)",
                hint: "submit a new sweep; --prior-sweep \(sweep.id) leaves out what it has")
        }
        guard machine.reason == .targetReached, edit.touchesSearch || edit.changesTarget else { return }
        guard machine.state == .finished else {
            throw Fault(
                .conflict, "cannot edit sweep '\(sweep.id)': it has reached its target and is about to end",
                hint: "edit it when it has finished, see 'sweepctl wait \(sweep.id)'")
        }
        guard isReached(edit, sweep), edit.touchesSearch else { return }
        throw Fault(
            .conflict, "cannot edit sweep '\(sweep.id)': it has reached its target and starts nothing more",
            hint: "change metric.target too")
    }

    /// Whether the best run is as good as the edited target asks; of replicates the points are judged, when they end.
    private func isReached(_ edit: Edit, _ sweep: SweepOverview) -> Bool {
        guard edit.revision.specification.replicates == nil, let best = sweep.best else { return false }
        return edit.revision.specification.metric?.isReached(by: best.value) ?? false
    }
}
