internal import GRDB
package import SweepModel

extension StoreReader {
    /// Events in order.
    ///
    /// - Parameters:
    ///   - sweep: of which sweep; nil is of all of them.
    ///   - after: only those with a higher sequence number.
    ///   - limit: how many at most.
    ///   - audience: who asks; where no sweep is named, events of those that she may not see are left out.
    package func events(
        _ sweep: SweepID? = nil, after: Int64 = 0, limit: Int, for audience: Audience = .everybody
    ) throws(Fault) -> [EventRecord] {
        guard let sweep else {
            let sql = """
                \(Self.selectEvent) WHERE sequence > ?1 AND \(Audience.condition("?3")) ORDER BY sequence LIMIT ?2
                """
            return try all(sql, [after, limit, audience.argument], in: "event", Self.event)
        }
        let sql = "\(Self.selectEvent) WHERE event.sweep = ? AND sequence > ? ORDER BY sequence LIMIT ?"
        return try all(sql, [existing(sweep), after, limit], in: "event", Self.event)
    }

    /// The newest event's number, 0 where there is none.
    package func lastSequence() throws(Fault) -> Int64 {
        try first("SELECT max(sequence) FROM event", in: "event", { row throws(Fault) in try row.optionalInt64() })
            .flatMap { $0 } ?? 0
    }

    private static let selectEvent = """
        SELECT sequence, event.at, sweep.id, event.run, event.attempt, event.event, event.detail
        FROM event JOIN sweep ON sweep.number = event.sweep
        """

    private static func event(_ row: inout Cells) throws(Fault) -> EventRecord {
        EventRecord(
            sequence: try row.int64(), at: try row.instant(), sweep: SweepID(try row.text()),
            run: try row.optionalInt(), attempt: try row.optionalInt(), event: try row.text(),
            detail: try row.optionalText())
    }
}
