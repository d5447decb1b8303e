internal import GRDB
package import SweepModel

extension StoreReader {
    /// What is kept of each metric of the attempt, by name.
    package func summaries(_ attempt: AttemptID) throws(Fault) -> [(name: String, summary: MetricSummary)] {
        guard let sweep = try number(attempt.run.sweep) else { return [] }
        let sql = """
            SELECT metric_name.name, \(Self.summaryColumns) FROM metric_summary
            JOIN metric_name ON metric_name.id = metric_summary.name
            WHERE run = ? AND attempt = ? ORDER BY metric_name.name
            """
        return try all(
            sql, [Self.key(sweep, attempt.run.index), attempt.number], in: "metric_summary",
            { row throws(Fault) in (try row.text(), try Self.summary(&row)) })
    }

    /// What is kept of one metric of the attempt; nil where it reported none.
    package func summary(_ attempt: AttemptID, metric: String) throws(Fault) -> MetricSummary? {
        guard let sweep = try number(attempt.run.sweep), let name = try metricNumber(metric) else { return nil }
        return try summary(Self.key(sweep, attempt.run.index), attempt.number, name)
    }

    /// The last value of one metric of the attempt; nil where it reported none. One query.
    package func lastValue(_ attempt: AttemptID, metric: String) throws(Fault) -> Double? {
        let sql = """
            SELECT last FROM metric_summary
            WHERE run = ? AND attempt = ? AND name = (SELECT id FROM metric_name WHERE name = ?)
            """
        return try first(
            sql, [key(attempt.run), attempt.number, metric], in: "metric_summary",
            { row throws(Fault) in try row.number() })
    }

    /// Names of metrics that any run reported, the newest first.
    ///
    /// - Parameter limit: how many at most.
    package func metricNames(limit: Int) throws(Fault) -> [String] {
        try all(
            "SELECT name FROM metric_name ORDER BY id DESC LIMIT ?", [limit], in: "metric_name",
            { row throws(Fault) in try row.text() })
    }

    /// The last values of each run's last attempt, by name; one query for a whole page of runs.
    package func lastMetrics(_ runs: [RunID]) throws(Fault) -> [RunID: [(name: String, value: Double)]] {
        var byKey: [Int64: RunID] = [:]
        for run in runs {
            if let sweep = try number(run.sweep) { byKey[Self.key(sweep, run.index)] = run }
        }
        let sql = """
            SELECT run.id, metric_name.name, summary.last FROM json_each(?) AS wanted
            JOIN run ON run.id = wanted.value
            JOIN metric_summary AS summary ON summary.run = run.id AND summary.attempt = run.attempts
            JOIN metric_name ON metric_name.id = summary.name ORDER BY run.id, metric_name.name
            """
        let keys = JSONValue.array(byKey.keys.map(JSONValue.int)).text()
        var values: [RunID: [(name: String, value: Double)]] = [:]
        let rows = try all(
            sql, [keys], in: "metric_summary",
            { row throws(Fault) in (try row.int64(), try row.text(), try row.number()) })
        for (key, name, value) in rows {
            if let run = byKey[key] { values[run, default: []].append((name, value)) }
        }
        return values
    }

    /// The reported values of one metric of an attempt in the order in which they came.
    ///
    /// - Parameters:
    ///   - skipping: how many of the first ones to leave out, for reading on.
    ///   - limit: how many at most.
    package func history(
        _ attempt: AttemptID, metric: String, skipping: Int = 0, limit: Int
    ) throws(Fault) -> [MetricPoint] {
        guard let sweep = try number(attempt.run.sweep), let name = try metricNumber(metric) else { return [] }
        let sql = """
            SELECT step, value, at FROM metric WHERE run = ? AND attempt = ? AND name = ? AND position >= ?
            ORDER BY position LIMIT ?
            """
        return try all(
            sql, [Self.key(sweep, attempt.run.index), attempt.number, name, skipping, limit], in: "metric",
            { row throws(Fault) in
                let (step, value) = (try row.int64(), try row.number())
                return MetricPoint(name: metric, step: step, value: value, at: try row.instant())
            })
    }

    func metricNumber(_ name: String) throws(Fault) -> Int64? {
        try first(
            "SELECT id FROM metric_name WHERE name = ?", [name], in: "metric_name",
            { row throws(Fault) in try row.int64() })
    }

    func summary(_ run: Int64, _ attempt: Int, _ name: Int64) throws(Fault) -> MetricSummary? {
        let sql = "SELECT \(Self.summaryColumns) FROM metric_summary WHERE run = ? AND attempt = ? AND name = ?"
        return try first(sql, [run, attempt, name], in: "metric_summary", Self.summary)
    }

    private static let summaryColumns = "count, last, last_step, min, min_step, max, max_step"

    private static func summary(_ row: inout Cells) throws(Fault) -> MetricSummary {
        let count = try row.int()
        let last = Objective(value: try row.number(), step: try row.optionalInt64())
        return MetricSummary(
            last: last, min: try RunRow.objective(&row), max: try RunRow.objective(&row), count: count)
    }
}
