internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Begins the removal of an ended sweep, or finds one begun that was interrupted: from here on its key is free, and
    /// ``isBeingRemoved(_:)`` says that nothing of it may run again.
    ///
    /// - Throws: `not-found` where there is none, `conflict` where it or one of its runs has not ended.
    package func beginRemoval(_ sweep: SweepID) throws(Fault) {
        try checkEnded(sweep)
        try write("UPDATE sweep SET key = NULL WHERE id = ?", [sweep.text])
        try setNote(Self.removalNote(sweep), "begun")
    }

    /// Removes the next of what belongs to a sweep whose removal has begun: first metrics, then runs, events and prior
    /// points, then itself.
    ///
    /// - Parameter limit: how many of each at most; of metrics' values, which are small, forty times as many.
    /// - Returns: whether nothing is left.
    /// - Throws: as ``beginRemoval(_:)``.
    package func removePiece(of sweep: SweepID, limit: Int) throws(Fault) -> Bool {
        try checkEnded(sweep)
        if try deleteMetrics(of: existing(sweep), limit: 40 * limit) { return false }
        guard try deleteRuns(sweep, limit: limit) == 0 else { return false }
        let events = "SELECT sequence FROM event WHERE sweep = ? LIMIT ?"
        guard try write("DELETE FROM event WHERE sequence IN (\(events))", [existing(sweep), limit]) == 0 else {
            return false
        }
        let priors = "SELECT point_key FROM prior_point WHERE sweep = ?1 LIMIT ?2"
        let delete = "DELETE FROM prior_point WHERE sweep = ?1 AND point_key IN (\(priors))"
        guard try write(delete, [existing(sweep), limit]) == 0 else { return false }
        try deleteSweep(sweep)
        return true
    }

    /// Whether there were any.
    private func deleteMetrics(of sweep: Int64, limit: Int) throws(Fault) -> Bool {
        for (table, key) in [("metric", "run, attempt, name, position"), ("metric_summary", "run, attempt, name")] {
            let some = "SELECT \(key) FROM \(table) WHERE run >= ? AND run < ? LIMIT ?"
            let range = [Self.key(sweep, 0), Self.key(sweep + 1, 0)]
            if try write("DELETE FROM \(table) WHERE (\(key)) IN (\(some))", range + [Int64(limit)]) > 0 {
                return true
            }
        }
        return false
    }

    /// Removes an ended sweep with everything that belongs to it.
    ///
    /// A large one takes seconds, during which nothing else is written: ``removePiece(of:limit:)`` does it in steps.
    ///
    /// - Throws: `not-found` where there is none, `conflict` where it or one of its runs has not ended.
    package func deleteSweep(_ sweep: SweepID) throws(Fault) {
        try checkEnded(sweep)
        try change("DELETE FROM sweep WHERE id = ?", [sweep.text], "sweep '\(sweep)'")
        try setNote(Self.removalNote(sweep), nil)
        forget(sweep)
    }

    /// Remembers that the folder of a removed sweep may still be there, or that it is no more.
    ///
    /// - Parameter owner: the uid of the submitter; nil where nothing is left.
    package func setFolderLeft(by sweep: SweepID, of owner: UInt32?) throws(Fault) {
        try setNote(Self.folderNote + sweep.text, owner.map { "\($0)" })
    }

    /// Removes the first runs of an ended sweep with their attempts and metrics.
    ///
    /// - Parameter limit: how many at most.
    /// - Returns: how many it removed; 0 when none is left.
    /// - Throws: `not-found` where there is no such sweep, `conflict` where it or one of its runs has not ended.
    package func deleteRuns(_ sweep: SweepID, limit: Int) throws(Fault) -> Int {
        try checkEnded(sweep)
        let first = try runs(sweep, RunFilter(limit: limit))
        for run in first { try delete(run) }
        return first.count
    }

    /// Removes an ended run with its attempts and metrics; its index is not given again.
    ///
    /// - Throws: `not-found` where there is none, `conflict` where it has not ended.
    package func deleteRun(_ id: RunID) throws(Fault) {
        guard let run = try run(id) else { throw Fault.noRun(id) }
        try delete(run)
    }

    private func delete(_ run: RunRecord) throws(Fault) {
        guard run.machine.state.isTerminal else {
            throw unended("run '\(run.id)'", run.machine.state.rawValue, "sweepctl cancel \(run.id)")
        }
        try write("DELETE FROM run WHERE id = ?", [key(run.id)])
        try tally(existing(run.id.sweep), from: RunTally(run), to: nil)
    }

    private func checkEnded(_ sweep: SweepID) throws(Fault) {
        guard let entry = try entry(sweep) else { throw Fault(.notFound, "cannot find sweep '\(sweep)'") }
        let cancel = "sweepctl cancel \(sweep)"
        guard entry.machine.state.isTerminal else {
            throw unended("sweep '\(sweep)'", entry.machine.state.rawValue, cancel)
        }
        guard entry.live + entry.queued + entry.retrying == 0 else {
            throw unended("sweep '\(sweep)'", "some of its runs have not ended", cancel)
        }
    }

    private func unended(_ subject: String, _ state: String, _ command: String) -> Fault {
        let reason = state.contains(" ") ? state : "it is \(state)"
        return Fault(.conflict, "cannot remove \(subject): \(reason)", hint: "end it first with '\(command)'")
    }
}
