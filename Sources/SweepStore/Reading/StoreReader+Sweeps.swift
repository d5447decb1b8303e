internal import GRDB
package import SweepModel

extension StoreReader {
    /// The sweep with its specification and context; nil where there is none.
    package func sweep(_ id: SweepID) throws(Fault) -> SweepRecord? {
        let sql = "\(Self.record) WHERE sweep.id = ? AND revision.number = sweep.revision"
        return try first(sql, [id.text], in: "sweep", SweepRow.record)
    }

    /// The sweep under one of its revisions; nil where there is none.
    package func sweep(_ id: SweepID, revision: Int) throws(Fault) -> SweepRecord? {
        let sql = "\(Self.record) WHERE sweep.id = ? AND revision.number = ?"
        return try first(sql, [id.text, revision], in: "sweep", SweepRow.record)
    }

    /// The sweep under the revision that was added last, whatever it holds for; nil where there is none.
    package func lastRevision(_ id: SweepID) throws(Fault) -> SweepRecord? {
        let sql = "\(Self.record) WHERE sweep.id = ? ORDER BY revision.number DESC LIMIT 1"
        return try first(sql, [id.text], in: "sweep", SweepRow.record)
    }

    private static let record = "SELECT \(SweepRow.recordColumns) FROM \(SweepRow.recordTables)"

    /// The sweep that this owner submitted under this key; nil where there is none.
    package func sweep(key: String, owner: UInt32) throws(Fault) -> SweepRecord? {
        let sql = "\(Self.record) WHERE sweep.owner = ? AND sweep.key = ? AND revision.number = sweep.revision"
        return try first(sql, [Int64(owner), key], in: "sweep", SweepRow.record)
    }

    /// The sweep as lists show it; nil where there is none.
    package func overview(_ id: SweepID) throws(Fault) -> SweepOverview? {
        let sql = "SELECT \(SweepRow.overviewColumns) FROM \(SweepRow.overviewTables) WHERE sweep.id = ?"
        return try first(sql, [id.text], in: "sweep", SweepRow.overview)
    }

    /// Sweeps, the newest first.
    ///
    /// - Parameters:
    ///   - owner: whose; nil is everybody's.
    ///   - states: in which of these states; empty is every state.
    ///   - limit: how many at most; nil is all of them.
    ///   - audience: who is to see them.
    package func sweeps(
        owner: UInt32? = nil, states: Set<SweepState> = [], limit: Int? = nil, for audience: Audience = .everybody
    ) throws(Fault) -> [SweepOverview] {
        let sql = """
            SELECT \(SweepRow.overviewColumns) FROM \(SweepRow.overviewTables)
            WHERE (?1 IS NULL OR sweep.owner = ?1) AND (?2 = '[]' OR sweep.state IN (SELECT value FROM json_each(?2)))
                AND \(Audience.condition("?4"))
            ORDER BY sweep.number DESC LIMIT ?3
            """
        let words = JSONValue.array(states.map { .string($0.rawValue) }).text()
        return try all(
            sql, [owner.map { Int64($0) }, words, limit ?? -1, audience.argument], in: "sweep", SweepRow.overview)
    }

    /// Every sweep that has not ended, or still has runs that have not, in the order of submission.
    package func entries() throws(Fault) -> [SweepEntry] {
        let sql = """
            SELECT \(SweepRow.entryColumns) FROM sweep
            WHERE state IN ('held', 'running', 'paused') OR queued + starting + running + retrying > 0
            ORDER BY number
            """
        return try all(sql, in: "sweep", SweepRow.entry)
    }

    /// The sweep as scheduling sees it; nil where there is none.
    package func entry(_ id: SweepID) throws(Fault) -> SweepEntry? {
        try first("SELECT \(SweepRow.entryColumns) FROM sweep WHERE id = ?", [id.text], in: "sweep", SweepRow.entry)
    }

    /// The sweep's file as submitted, byte for byte; nil where there is no such revision.
    package func text(_ id: SweepID, revision: Int) throws(Fault) -> String? {
        let sql = "SELECT text FROM revision WHERE sweep = ? AND number = ?"
        return try first(sql, [number(id), revision], in: "revision", { row throws(Fault) in try row.text() })
    }

    /// The checked specification of one of the sweep's revisions; nil where there is none.
    package func specification(_ id: SweepID, revision: Int) throws(Fault) -> Specification? {
        let sql = "SELECT specification FROM revision WHERE sweep = ? AND number = ?"
        return try first(sql, [number(id), revision], in: "revision", { row throws(Fault) in try row.decoded() })
    }

    /// A text that was kept under a name with ``StoreTransaction/setNote(_:_:)``; nil where there is none.
    package func note(_ name: String) throws(Fault) -> String? {
        try first("SELECT value FROM meta WHERE name = ?", [name], in: "meta", { row throws(Fault) in try row.text() })
    }

    /// All of them whose names begin so.
    package func notes(beginning prefix: String) throws(Fault) -> [(name: String, value: String)] {
        try all(
            "SELECT name, value FROM meta WHERE substr(name, 1, ?1) = ?2 ORDER BY name",
            [prefix.unicodeScalars.count, prefix], in: "meta",
            { row throws(Fault) in (try row.text(), try row.text()) })
    }

    /// Whether the sweep's removal has begun; what is left of it may not run again.
    package func isBeingRemoved(_ sweep: SweepID) throws(Fault) -> Bool { try note(Self.removalNote(sweep)) != nil }

    /// The removed sweeps whose folders may still be there, with the uids of their submitters.
    package func foldersLeft() throws(Fault) -> [(sweep: SweepID, owner: UInt32)] {
        try notes(beginning: Self.folderNote).map { name, value in
            (SweepID(String(name.dropFirst(Self.folderNote.count))), UInt32(value) ?? 0)
        }
    }

    static let folderNote = "folder of "

    static func removalNote(_ sweep: SweepID) -> String { "removal of \(sweep)" }
}
