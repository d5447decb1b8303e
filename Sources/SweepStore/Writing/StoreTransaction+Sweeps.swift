internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds a sweep without runs; what the record counts, and its best run, come with the runs.
    ///
    /// - Parameters:
    ///   - points: explicit points that go behind those of the specification.
    /// - Throws: `conflict` where there is one of this id, or of this owner and key.
    package func insertSweep(_ sweep: SweepRecord, points more: PointPieces = PointPieces()) throws(Fault) {
        let points = PointPieces(sweep.specification.points)
        let values = try Self.columns(sweep) + [("points", points.count + more.count)]
        let names = values.map(\.name).joined(separator: ", ")
        let marks = values.map { _ in "?" }.joined(separator: ", ")
        try write("INSERT INTO sweep (\(names)) VALUES (\(marks))", values.map(\.value))
        let revision = Revision(
            specification: sweep.specification, context: sweep.context, overlay: sweep.overlay ?? Overlay())
        try insert(revision, of: sweep.id, number: sweep.revision, text: sweep.text, now: sweep.createdAt)
        try insert(points, behind: 0, of: sweep.id)
        try insert(more, behind: points.count, of: sweep.id)
    }

    typealias Column = (name: String, value: (any DatabaseValueConvertible)?)

    private static func columns(_ sweep: SweepRecord) throws(Fault) -> [Column] {
        let own: [Column] = [
            ("id", sweep.id.text), ("name", sweep.name), ("owner", Int64(sweep.owner.uid)),
            ("owner_name", sweep.owner.name), ("owner_group", sweep.owner.group.map { Int64($0) }), ("key", sweep.key),
            ("state", sweep.machine.state.rawValue),
            ("reason", sweep.machine.reason?.rawValue), ("last_error", sweep.lastError), ("revision", sweep.revision),
            ("seed", Int64(bitPattern: sweep.seed)), ("cursor_points", sweep.cursor.points),
            ("cursor_phase", sweep.cursor.phase.rawValue),
            ("cursor_position", sweep.cursor.position), ("cursor_skips", sweep.cursor.skips),
            ("cursor_replicate", sweep.cursor.replicate), ("total", sweep.total),
            ("created_at", sweep.createdAt.nanoseconds), ("ended_at", sweep.endedAt?.nanoseconds),
        ]
        return own + (try columns(sweep.specification)) + [("commit_id", sweep.context.source.git?.commit)]
    }

    static func columns(_ specification: Specification) throws(Fault) -> [Column] {
        let metric = specification.metric
        return [
            ("method", specification.method.rawValue), ("metric", metric?.name), ("goal", metric?.goal.rawValue),
            ("judged", metric?.at.rawValue), ("target", metric?.target), ("priority", specification.priority),
            ("cpus", specification.resources.cpus), ("memory", specification.resources.memory?.bytes),
            ("max_parallel", specification.maxParallel), ("labels", specification.labels.text()),
            ("run_cap", specification.runCap), ("devices", try json(specification.resources.devices)),
        ]
    }

    static func json(_ value: some Encodable) throws(Fault) -> String {
        do {
            return try JSONValue(encoding: value).text()
        } catch {
            throw Fault(.internal, "cannot write the queue: \(error)")
        }
    }

    /// Writes the sweep's state.
    ///
    /// - Parameters:
    ///   - lastError: the error line of the run that tripped the brake.
    ///   - endedAt: when it ended; only in a terminal state.
    package func update(
        sweep: SweepID, machine: SweepMachine, lastError: String?, endedAt: Instant?
    ) throws(Fault) {
        try change(
            "UPDATE sweep SET state = ?, reason = ?, last_error = ?, ended_at = ? WHERE number = ?",
            [
                machine.state.rawValue, machine.reason?.rawValue, lastError, endedAt?.nanoseconds,
                existing(sweep),
            ], "sweep '\(sweep)'")
    }

    /// Writes how far the sweep's points are materialised.
    package func setCursor(_ sweep: SweepID, _ cursor: SearchCursor) throws(Fault) {
        try change(
            """
            UPDATE sweep SET cursor_points = ?, cursor_phase = ?, cursor_position = ?, cursor_skips = ?,
                cursor_replicate = ? WHERE number = ?
            """,
            [
                cursor.points, cursor.phase.rawValue, cursor.position, cursor.skips, cursor.replicate,
                existing(sweep),
            ], "sweep '\(sweep)'")
    }

    /// Writes how many runs the sweep has in the end.
    package func setTotal(_ sweep: SweepID, _ total: Int64) throws(Fault) {
        try change("UPDATE sweep SET total = ? WHERE number = ?", [total, existing(sweep)], "sweep '\(sweep)'")
    }
}
