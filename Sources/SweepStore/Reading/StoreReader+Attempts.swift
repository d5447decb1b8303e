internal import GRDB
package import SweepModel

extension StoreReader {
    /// The run's attempts in order.
    package func attempts(_ run: RunID) throws(Fault) -> [AttemptRecord] {
        guard let sweep = try number(run.sweep) else { return [] }
        return try all(
            "SELECT \(AttemptRow.columns) FROM attempt WHERE run = ? ORDER BY number", [Self.key(sweep, run.index)],
            in: "attempt", { row throws(Fault) in try AttemptRow.record(&row, run: run) })
    }

    /// The attempt; nil where there is none.
    package func attempt(_ id: AttemptID) throws(Fault) -> AttemptRecord? {
        guard let sweep = try number(id.run.sweep) else { return nil }
        return try first(
            "SELECT \(AttemptRow.columns) FROM attempt WHERE run = ? AND number = ?",
            [Self.key(sweep, id.run.index), id.number], in: "attempt",
            { row throws(Fault) in try AttemptRow.record(&row, run: id.run) })
    }

    /// Every attempt that holds something, with what it holds; what a start after a crash goes on from.
    package func liveAttempts() throws(Fault) -> [(attempt: AttemptRecord, lease: Lease)] {
        let sql = """
            SELECT \(AttemptRow.leaseColumns), \(AttemptRow.columns) FROM lease
            JOIN attempt ON attempt.run = lease.run AND attempt.number = lease.attempt
            JOIN run ON run.id = lease.run JOIN sweep ON sweep.number = run.sweep ORDER BY lease.run
            """
        var live = try all(
            sql, in: "lease",
            { row throws(Fault) in
                let lease = try AttemptRow.lease(&row)
                return (attempt: try AttemptRow.record(&row, run: lease.attempt.run), lease: lease)
            })
        for (place, lease) in try withDevices(live.map(\.lease)).enumerated() { live[place].lease = lease }
        return live
    }

    /// Every lease.
    package func leases() throws(Fault) -> [Lease] {
        let sql = """
            SELECT \(AttemptRow.leaseColumns) FROM lease JOIN run ON run.id = lease.run
            JOIN sweep ON sweep.number = run.sweep ORDER BY lease.run
            """
        return try withDevices(try all(sql, in: "lease", AttemptRow.lease))
    }
}
