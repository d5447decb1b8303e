internal import SweepModel

/// Rows of attempts and leases as records.
enum AttemptRow {
    static let columns = """
        attempt.number, attempt.state, attempt.reason, attempt.exit_code, attempt.signal, attempt.boot_id, \
        attempt.created_at, attempt.started_at, attempt.finished_at, attempt.duration, attempt.last_error, \
        (SELECT group_concat(device, ' ') FROM (SELECT device FROM attempt_device AS held
            WHERE held.run = attempt.run AND held.attempt = attempt.number ORDER BY held.position))
        """

    static func record(_ row: inout Cells, run: RunID) throws(Fault) -> AttemptRecord {
        AttemptRecord(
            id: AttemptID(run: run, number: try row.int()), state: try row.choice(), reason: try row.optionalChoice(),
            exitCode: try row.optionalInt(), signal: try row.optionalInt(), bootID: try row.text(),
            createdAt: try row.instant(), startedAt: try row.optionalInstant(), finishedAt: try row.optionalInstant(),
            duration: try row.optionalSpan(), lastError: try row.optionalText(),
            // An identifier has no blanks in it.
            devices: (try row.optionalText() ?? "").split(separator: " ").map { DeviceID(String($0)) })
    }

    static let leaseColumns = "sweep.id, lease.run, lease.attempt, lease.owner, lease.cpus, lease.memory"

    static func lease(_ row: inout Cells) throws(Fault) -> Lease {
        let sweep = SweepID(try row.text())
        let run = RunID(sweep: sweep, index: StoreReader.index(try row.int64()))
        return Lease(
            attempt: AttemptID(run: run, number: try row.int()), owner: UInt32(truncatingIfNeeded: try row.int64()),
            cpus: try row.int(), memory: ByteCount(bytes: try row.int64()))
    }
}
