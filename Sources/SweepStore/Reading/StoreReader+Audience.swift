internal import GRDB
package import SweepModel

/// What somebody may see, as a condition on rows of `sweep`: the same as ``Identity/role(towards:)`` with
/// ``Access/verdict(for:under:)`` says of each.
extension Audience {
    /// - Parameter place: where the statement takes ``argument``.
    static func condition(_ place: String) -> String {
        """
        (\(place) IS NULL
            OR (sweep.owner = \(place) ->> '$.uid' AND sweep.owner_name IN (\(place) ->> '$.name', \(place) ->> '$.number'))
            OR sweep.owner_group IN (SELECT value FROM json_each(\(place), '$.groups')))
        """
    }

    /// NULL for one who sees everything.
    var argument: String? {
        guard !seesAll else { return nil }
        let object: JSONObject = [
            "uid": .int(Int64(uid)), "name": .string(name), "number": .string(String(uid)),
            "groups": .array(groups.sorted().map { .int(Int64($0)) }),
        ]
        return object.text()
    }
}

extension StoreReader {
    /// Whether somebody may see the sweep.
    package func sees(_ sweep: SweepID, _ audience: Audience) throws(Fault) -> Bool {
        let sql = "SELECT 1 FROM sweep WHERE id = ?1 AND \(Audience.condition("?2"))"
        return try first(sql, [sweep.text, audience.argument], in: "sweep", { row throws(Fault) in try row.int() })
            != nil
    }

    /// Whose the sweep is; nil where there is none.
    package func owner(of sweep: SweepID) throws(Fault) -> Owner? {
        try first(
            "SELECT owner, owner_name, owner_group FROM sweep WHERE id = ?", [sweep.text], in: "sweep", SweepRow.owner)
    }
}
