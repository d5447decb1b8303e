internal import GRDB
package import SweepModel

extension StoreReader {
    /// The sweep's best finished and pruned runs, the best first, the lower index first on a tie.
    ///
    /// By the sweep's own metric this reads the first entries of an index; by another one it reads a summary of every
    /// ended run.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - metric: by what they are judged; nil is the sweep's own metric. Each returned run's objective is the value
    ///     that it was judged by.
    package func best(_ sweep: SweepID, count: Int, by metric: MetricGoal? = nil) throws(Fault) -> [RunRecord] {
        let number = try existing(sweep)
        guard let metric, try !isOwn(metric, number) else { return try best(sweep, number, count) }
        return try best(sweep, number, count, metric)
    }

    private func isOwn(_ metric: MetricGoal, _ number: Int64) throws(Fault) -> Bool {
        let sql = "SELECT number FROM sweep WHERE number = ? AND metric = ? AND goal = ? AND judged = ?"
        let arguments: [(any DatabaseValueConvertible)?] = [
            number, metric.name, metric.goal.rawValue, metric.at.rawValue,
        ]
        return try first(sql, arguments, in: "sweep", { row throws(Fault) in try row.int64() }) != nil
    }

    private func best(_ sweep: SweepID, _ number: Int64, _ count: Int) throws(Fault) -> [RunRecord] {
        let sql = """
            SELECT \(RunRow.columns) FROM run WHERE sweep = ? AND rank IS NOT NULL ORDER BY rank, id LIMIT ?
            """
        return try all(
            sql, [number, count], in: "run", { row throws(Fault) in try RunRow.record(&row, sweep: sweep) })
    }

    private func best(
        _ sweep: SweepID, _ number: Int64, _ count: Int, _ metric: MetricGoal
    ) throws(Fault) -> [RunRecord] {
        let value = metric.at == .last ? "last" : metric.goal == .minimize ? "min" : "max"
        let sql = """
            SELECT \(RunRow.columns), summary.\(value), summary.\(value)_step
            FROM run JOIN metric_summary AS summary ON summary.run = run.id AND summary.attempt = run.attempts
                AND summary.name = (SELECT id FROM metric_name WHERE name = ?)
            WHERE run.sweep = ? AND run.state IN ('finished', 'pruned') AND abs(summary.\(value)) < 9e999
            ORDER BY summary.\(value) \(metric.goal == .minimize ? "ASC" : "DESC"), run.id LIMIT ?
            """
        return try all(
            sql, [metric.name, number, count], in: "run",
            { row throws(Fault) in
                var record = try RunRow.record(&row, sweep: sweep)
                record.objective = try RunRow.objective(&row)
                return record
            })
    }
}
