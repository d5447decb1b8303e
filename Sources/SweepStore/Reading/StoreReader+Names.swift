internal import GRDB
package import SweepModel

extension StoreReader {
    /// The sweep that a person means: by its id, its name, a prefix of its id or of its name, or `@last` for the one
    /// submitted last.
    ///
    /// The owner's own sweeps come first: only where none of hers is meant are everybody's looked at.
    ///
    /// - Parameters:
    ///   - owner: who asks; nil stands for everybody.
    ///   - audience: what she may see; for all the rest it is as if there were no such sweep.
    /// - Throws: `not-found` where nothing is meant, `conflict` with the candidates where several are.
    package func resolve(
        _ text: String, owner: UInt32?, for audience: Audience = .everybody
    ) throws(Fault) -> SweepID {
        let seen = audience.argument
        if text == "@last" { return try last(owner, seen) }
        if let id = try exactly(text, seen) { return id }
        for scope in owner == nil ? [nil] : [owner, nil] {
            for candidates in try [named(text, scope, seen), starting(with: text, scope, seen)]
            where !candidates.isEmpty {
                return try only(candidates, text)
            }
        }
        throw Self.noSweep(text)
    }

    /// What is said of a sweep that there is not, and of one that the asker may not know of.
    package static func noSweep(_ text: String) -> Fault {
        Fault(.notFound, "cannot find sweep '\(text)'", hint: "'sweepctl sweeps' lists them")
    }

    private func exactly(_ text: String, _ seen: String?) throws(Fault) -> SweepID? {
        try ids("SELECT id FROM sweep WHERE id = ?1 AND \(Audience.condition("?2"))", [text, seen]).first
    }

    private func last(_ owner: UInt32?, _ seen: String?) throws(Fault) -> SweepID {
        let sql = """
            SELECT id FROM sweep WHERE (?1 IS NULL OR owner = ?1) AND \(Audience.condition("?2"))
            ORDER BY number DESC LIMIT 1
            """
        guard let id = try ids(sql, [owner.map { Int64($0) }, seen]).first else {
            throw Fault(
                .notFound, "cannot find sweep '@last': there is none yet", hint: "submit one with 'sweepctl submit'")
        }
        return id
    }

    private func named(_ text: String, _ owner: UInt32?, _ seen: String?) throws(Fault) -> [SweepID] {
        let sql = """
            SELECT id FROM sweep WHERE name = ?1 AND (?2 IS NULL OR owner = ?2) AND \(Audience.condition("?3"))
            ORDER BY number DESC LIMIT 9
            """
        return try ids(sql, [text, owner.map { Int64($0) }, seen])
    }

    private func starting(with text: String, _ owner: UInt32?, _ seen: String?) throws(Fault) -> [SweepID] {
        guard !text.isEmpty else { return [] }
        let sql = """
            SELECT id FROM sweep WHERE number IN (SELECT number FROM sweep WHERE id >= ?1 AND id < ?2
                UNION SELECT number FROM sweep WHERE name >= ?1 AND name < ?2)
            AND (?3 IS NULL OR owner = ?3) AND \(Audience.condition("?4")) ORDER BY number DESC LIMIT 9
            """
        return try ids(sql, [text, text + "\u{10FFFF}", owner.map { Int64($0) }, seen])
    }

    private func ids(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws(Fault) -> [SweepID] {
        try all(sql, arguments, in: "sweep", { row throws(Fault) in SweepID(try row.text()) })
    }

    private func only(_ candidates: [SweepID], _ text: String) throws(Fault) -> SweepID {
        if candidates.count == 1 { return candidates[0] }
        let listed = candidates.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        throw Fault(
            .conflict, "cannot tell which sweep '\(text)' means: \(listed)" + (candidates.count > 8 ? ", …" : ""),
            hint: "name one of them, the newest comes first")
    }
}
