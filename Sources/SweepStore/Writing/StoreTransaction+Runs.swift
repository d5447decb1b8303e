internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds a run with the sweep's next index, under its current revision.
    ///
    /// - Parameters:
    ///   - machine: its state: queued, or starting for the first time.
    ///   - cursor: how far the sweep's points are materialised with this run; nil leaves that as it is.
    /// - Returns: nil where the sweep has a run of this point and replicate already, or a run of another sweep stands
    ///   for it; the cursor is then left alone.
    /// - Throws: `not-found` where there is no such sweep, `internal` where it has 2^32 - 1 runs.
    package func materialise(
        _ sweep: SweepID, parameters: JSONObject, pointKey: String, replicate: Int = 0,
        as machine: RunMachine = RunMachine(), cursor: SearchCursor? = nil, now: Instant
    ) throws(Fault) -> RunRecord? {
        let number = try existing(sweep)
        let inserted = try first(
            Self.insertRun,
            [
                parameters.text(), pointKey, replicate, now.nanoseconds, number, machine.state.rawValue,
                machine.attempts,
            ], in: "run", { row throws(Fault) in (try row.int(), try row.int()) })
        guard let (index, revision) = inserted else { return nil }
        try write(
            Self.countRun,
            [
                machine.state.rawValue, cursor?.phase.rawValue, cursor?.position, cursor?.skips, number, cursor?.points,
                cursor?.replicate,
            ])
        return RunRecord(
            id: RunID(sweep: sweep, index: index), machine: machine, parameters: parameters, pointKey: pointKey,
            replicate: replicate, revision: revision, queuedAt: now)
    }

    private static let insertRun = """
        INSERT INTO run (id, sweep, idx, state, attempts, own_failures, host_failures, revision, parameters, point_key,
            replicate, queued_at)
        SELECT (number << 32) + next_index, number, next_index, ?6, ?7, 0, 0, revision, ?1, ?2, ?3, ?4
        FROM sweep WHERE number = ?5
            AND NOT EXISTS (SELECT 1 FROM prior_point WHERE sweep = ?5 AND prior_point.point_key = ?2)
        ON CONFLICT (sweep, point_key, replicate) DO NOTHING RETURNING idx, revision
        """

    private static let countRun = """
        UPDATE sweep SET next_index = next_index + 1, queued = queued + (?1 = 'queued'),
            starting = starting + (?1 = 'starting'), cursor_phase = coalesce(?2, cursor_phase),
            cursor_position = coalesce(?3, cursor_position), cursor_skips = coalesce(?4, cursor_skips),
            cursor_points = coalesce(?6, cursor_points), cursor_replicate = coalesce(?7, cursor_replicate)
        WHERE number = ?5
        """

    /// Writes everything of the run but its parameters, point key and replicate, and keeps the sweep's
    /// counters and the order of its best runs right.
    ///
    /// - Parameter old: the run as it was read in this transaction.
    /// - Throws: `not-found` where there is no such run, `internal` where the record breaks a rule of its state.
    package func update(run: RunRecord, was old: RunRecord) throws(Fault) {
        let number = try existing(run.id.sweep)
        try change(
            Self.updateRun, arguments(run, Self.key(number, run.id.index), goal(number)), "run '\(run.id)'")
        try tally(number, from: RunTally(old), to: RunTally(run))
    }

    private static let updateRun = """
        UPDATE run SET state = ?, intent = ?, attempts = ?, own_failures = ?, host_failures = ?, retry_at = ?,
            reason = ?, last_error = ?, objective = ?, objective_step = ?, rank = ?, exit_code = ?, queued_at = ?,
            started_at = ?, finished_at = ?, duration = ?, revision = ?, fresh = ?
        WHERE id = ?
        """

    private func arguments(
        _ run: RunRecord, _ key: Int64, _ goal: MetricGoal.Goal?
    ) throws(Fault) -> [(any DatabaseValueConvertible)?] {
        let machine = run.machine
        guard machine.live.map({ $0.attempt == machine.attempts }) ?? true else {
            throw Fault(.internal, "cannot write run '\(run.id)': its live attempt is not its last one")
        }
        let objective = run.objective.flatMap { $0.value.isNaN ? nil : $0 }
        let ranked = machine.state == .finished || machine.state == .pruned ? objective?.value : nil
        return [
            machine.state.rawValue, machine.live?.intent?.rawValue, machine.attempts, machine.ownFailures,
            machine.hostFailures, machine.wakeAt?.nanoseconds, machine.reason?.rawValue, run.lastError,
            objective?.value, objective?.step, ranked.map { goal == .maximize ? -$0 : $0 }, run.exitCode,
            run.queuedAt.nanoseconds, run.startedAt?.nanoseconds, run.finishedAt?.nanoseconds,
            run.duration?.nanoseconds, run.revision, run.isFresh ? 1 : 0, key,
        ]
    }
}
