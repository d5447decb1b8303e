internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds a queued run with the sweep's next index, under its current revision.
    ///
    /// - Returns: nil where the sweep has a run of this point and replicate already.
    /// - Throws: `not-found` where there is no such sweep, `internal` where it has 2^32 - 1 runs.
    package func materialise(
        _ sweep: SweepID, parameters: JSONObject, pointKey: String, replicate: Int = 0, now: Instant
    ) throws(Fault) -> RunRecord? {
        let number = try existing(sweep)
        let inserted = try first(
            Self.insertRun, [parameters.text(), pointKey, replicate, now.nanoseconds, number], in: "run",
            { row throws(Fault) in (try row.int(), try row.int()) })
        guard let (index, revision) = inserted else { return nil }
        try write("UPDATE sweep SET next_index = next_index + 1, queued = queued + 1 WHERE number = ?", [number])
        return RunRecord(
            id: RunID(sweep: sweep, index: index), parameters: parameters, pointKey: pointKey, replicate: replicate,
            revision: revision, queuedAt: now)
    }

    private static let insertRun = """
        INSERT INTO run (id, sweep, idx, state, attempts, own_failures, host_failures, revision, parameters, point_key,
            replicate, queued_at)
        SELECT (number << 32) + next_index, number, next_index, 'queued', 0, 0, 0, revision, ?1, ?2, ?3, ?4
        FROM sweep WHERE number = ?5
        ON CONFLICT (sweep, point_key, replicate) DO NOTHING RETURNING idx, revision
        """

    /// Writes everything of the run but its parameters, point key, replicate and revision, and keeps the sweep's
    /// counters and the order of its best runs right.
    ///
    /// - Throws: `not-found` where there is no such run, `internal` where the record breaks a rule of its state.
    package func update(run: RunRecord) throws(Fault) {
        let number = try existing(run.id.sweep)
        let key = Self.key(number, run.id.index)
        let old = try first("SELECT state, reason, duration FROM run WHERE id = ?", [key], in: "run", RunTally.read)
        guard let old else { throw Fault(.notFound, "cannot find run '\(run.id)'") }
        try write(Self.updateRun, arguments(run, key, goal(number)))
        try tally(number, from: old, to: RunTally(run))
    }

    private static let updateRun = """
        UPDATE run SET state = ?, intent = ?, attempts = ?, own_failures = ?, host_failures = ?, retry_at = ?,
            reason = ?, last_error = ?, objective = ?, objective_step = ?, rank = ?, exit_code = ?, queued_at = ?,
            started_at = ?, finished_at = ?, duration = ?
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
            run.duration?.nanoseconds, key,
        ]
    }

}
