internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds a revision behind those that the sweep has, from the same file. Whatever is not written goes on under the
    /// revision before.
    ///
    /// - Returns: its number.
    /// - Throws: `not-found` where there is no such sweep.
    package func insert(_ revision: Revision, of sweep: SweepID, now: Instant) throws(Fault) -> Int {
        let last = try first(
            "SELECT number, text FROM revision WHERE sweep = ? ORDER BY number DESC LIMIT 1", [existing(sweep)],
            in: "revision", { row throws(Fault) in (number: try row.int(), text: try row.text()) })
        guard let last else { throw Fault(.internal, "cannot revise sweep '\(sweep)': it has no file") }
        try insert(revision, of: sweep, number: last.number + 1, text: last.text, now: now)
        return last.number + 1
    }

    func insert(
        _ revision: Revision, of sweep: SweepID, number: Int, text: String, now: Instant
    ) throws(Fault) {
        try write(
            """
            INSERT INTO revision (sweep, number, text, specification, context, created_at, overlay, for_runs, difference)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                existing(sweep), number, text, Self.json(revision.specification.withoutPoints),
                Self.json(revision.context), now.nanoseconds, Self.json(revision.overlay), revision.isForRuns ? 1 : 0,
                revision.difference,
            ])
    }

    /// Lets a sweep go on under a new revision, with more explicit points behind those that it has.
    ///
    /// - Parameters:
    ///   - total: how many runs it can have now.
    ///   - cursor: from where the search goes on.
    /// - Returns: the revision's number.
    /// - Throws: `not-found` where there is no such sweep.
    package func revise(
        _ sweep: SweepID, with revision: Revision, points: PointPieces = PointPieces(), total: Int64?,
        cursor: SearchCursor, now: Instant
    ) throws(Fault) -> Int {
        let number = try insert(revision, of: sweep, now: now)
        let explicit = try explicitCount(sweep)
        let columns =
            try Self.columns(revision.specification) + [
                ("revision", number), ("total", total), ("points", explicit + points.count),
            ]
        let list = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
        try change(
            "UPDATE sweep SET \(list) WHERE number = ?", columns.map(\.value) + [existing(sweep)], "sweep '\(sweep)'")
        try insert(points, behind: explicit, of: sweep)
        try setCursor(sweep, cursor)
        return number
    }
}
