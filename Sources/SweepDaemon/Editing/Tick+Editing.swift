internal import SweepModel
internal import SweepSearch
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
        let isReached = try isReached(edit, before)
        try check(edit, of: before, isReached: isReached)
        if edit.changesNext { try finishPoint(of: before, cap: edit.revision.specification.runCap) }
        let number = try store.revise(
            sweep, with: edit.revision, points: edit.points, total: edit.total,
            cursor: try cursor(after: edit, of: before, isReached: isReached), now: now)
        try record("edited", sweep: sweep, detail: edit.text(number: number))
        try settle(sweep, before, isReached: edit.changesTarget && isReached)
        return number
    }

    /// The point that has some of its runs gets the others, before another one may come next.
    private func finishPoint(of sweep: SweepOverview, cap: Int?) throws(Fault) {
        let (next, count) = (sweep.cursor.replicate, sweep.counts.all)
        guard next > 0, let last = try store.run(RunID(sweep: sweep.id, index: count)), last.replicate == next - 1
        else { return }
        let search = try plan(of: sweep.id).search
        let left = max(0, (cap ?? .max) - count)
        for (replicate, values) in search.parametersOfReplicates(from: next, after: last.parameters).prefix(left) {
            let run = try store.materialise(
                sweep.id, parameters: values, pointKey: last.pointKey, replicate: replicate, now: now)
            if let run { try record(run.machine.state.rawValue, of: run, moved: true) }
        }
    }

    /// One that gave up its points begins anew, and skips what it has, where the edit asks for more of them; points that
    /// are added to it run all the same.
    private func cursor(
        after edit: Edit, of sweep: SweepOverview, isReached: Bool
    ) throws(Fault) -> SearchCursor {
        guard sweep.cursor.isGivenUp else { return edit.cursor(after: sweep.cursor) }
        let asksForMore = edit.changesExtent || edit.changesTarget && !isReached
        return asksForMore ? SearchCursor() : .givenUp(points: try store.explicitCount(sweep.id))
    }

    /// Makes schedule and state agree with a new revision.
    private func settle(_ sweep: SweepID, _ before: SweepOverview, isReached: Bool) throws(Fault) {
        state.plans.remove(sweep)
        guard var entry = try store.entry(sweep) else { return }
        entry.request = try state.request(of: entry, from: store)
        if state.entries[sweep] != nil { state.set(entry) }
        if before.machine.state == .finished, entry.mayMaterialise || entry.queued > 0 {
            try apply(.reopened, to: sweep)
        }
        if isReached { try apply(.targetReached, to: sweep) }
        try finishIfDrained(sweep)
    }

    private func check(_ edit: Edit, of sweep: SweepOverview, isReached: Bool) throws(Fault) {
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
        guard isReached, edit.touchesSearch else { return }
        throw Fault(
            .conflict, "cannot edit sweep '\(sweep.id)': it has reached its target and starts nothing more",
            hint: "change metric.target too")
    }

    /// Whether what the sweep has is as good as the edited target asks: the best run, or of replicates the best point.
    private func isReached(_ edit: Edit, _ sweep: SweepOverview) throws(Fault) -> Bool {
        let specification = edit.revision.specification
        guard let metric = specification.metric, metric.target != nil,
            edit.changesTarget || sweep.machine.reason == .targetReached
        else { return false }
        guard let replicates = specification.replicates else {
            return sweep.best.map { metric.isReached(by: $0.value) } ?? false
        }
        return try store.results(sweep.id, replicates: replicates.values.count)
            .contains { metric.isReached(by: $0.value(replicates.aggregate)) }
    }
}
