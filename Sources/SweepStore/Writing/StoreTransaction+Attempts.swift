internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds an attempt of an existing run.
    ///
    /// - Throws: `conflict` where the run has this attempt, or another live one.
    package func insert(attempt: AttemptRecord) throws(Fault) {
        try write(
            """
            INSERT INTO attempt (state, reason, exit_code, signal, boot_id, created_at, started_at, finished_at,
                duration, last_error, run, number)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, arguments(attempt))
    }

    /// Writes everything of the attempt; one that ended loses its lease with this.
    ///
    /// - Throws: `not-found` where there is no such attempt.
    package func update(attempt: AttemptRecord) throws(Fault) {
        try change(
            """
            UPDATE attempt SET state = ?, reason = ?, exit_code = ?, signal = ?, boot_id = ?, created_at = ?,
                started_at = ?, finished_at = ?, duration = ?, last_error = ?
            WHERE run = ? AND number = ?
            """, arguments(attempt), "attempt '\(attempt.id)'")
    }

    private func arguments(_ attempt: AttemptRecord) throws(Fault) -> [(any DatabaseValueConvertible)?] {
        [
            attempt.state.rawValue, attempt.reason?.rawValue, attempt.exitCode, attempt.signal, attempt.bootID,
            attempt.createdAt.nanoseconds, attempt.startedAt?.nanoseconds, attempt.finishedAt?.nanoseconds,
            attempt.duration?.nanoseconds, attempt.lastError, try key(attempt.id.run), attempt.id.number,
        ]
    }

    /// Adds what a live attempt holds until it has ended.
    ///
    /// - Throws: `internal` where the attempt is not live.
    package func insert(lease: Lease) throws(Fault) {
        try write(
            "INSERT INTO lease (run, attempt, owner, cpus, memory) VALUES (?, ?, ?, ?, ?)",
            [
                key(lease.attempt.run), lease.attempt.number, Int64(lease.owner), lease.cpus, lease.memory.bytes,
            ])
        try insert(devices: lease.devices, of: lease.attempt)
    }
}
