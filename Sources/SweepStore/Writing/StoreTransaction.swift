internal import GRDB
package import SweepModel

/// What can be done to the store in one transaction; good only inside the closure that got it.
///
/// It reads what it wrote. Every method throws a ``Fault``, and the transaction is rolled back where that leaves the
/// closure: `internal` where the disk fails or a constraint refuses the row, `not-found` where there is no such sweep,
/// `conflict` where a row exists already.
package final class StoreTransaction: StoreReader {
    private var goals: [Int64: MetricGoal.Goal?] = [:]

    /// Executes one prepared statement; returns how many rows it changed.
    @discardableResult
    func write(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws(Fault) -> Int {
        do {
            let statement = try database.cachedStatement(sql: sql)
            statement.setUncheckedArguments(StatementArguments(arguments))
            try statement.execute()
            return database.changesCount
        } catch {
            throw fault("write", error)
        }
    }

    /// Whether more or less is better in the sweep of this number; nil where it has no metric.
    func goal(_ number: Int64) throws(Fault) -> MetricGoal.Goal? {
        if let known = goals[number] { return known }
        let goal = try first(
            "SELECT goal FROM sweep WHERE number = ?", [number], in: "sweep",
            { row throws(Fault) in try row.optionalChoice(MetricGoal.Goal.self) })
        goals[number] = .some(goal ?? nil)
        return goal ?? nil
    }

    /// Executes a statement that must change a row.
    func change(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?], _ subject: String) throws(Fault) {
        guard try write(sql, arguments) > 0 else { throw Fault(.notFound, "cannot find \(subject)") }
    }
}

extension StoreTransaction {
    /// Keeps a short text under a name, for what the daemon must remember of itself; nil forgets it.
    package func setNote(_ name: String, _ value: String?) throws(Fault) {
        guard let value else {
            try write("DELETE FROM meta WHERE name = ?", [name])
            return
        }
        try write(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            [
                name, value,
            ])
    }
}
