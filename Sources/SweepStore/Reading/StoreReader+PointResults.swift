internal import GRDB
package import SweepModel

extension StoreReader {
    /// How many explicit points the sweep has.
    package func explicitCount(_ sweep: SweepID) throws(Fault) -> Int64 {
        let sql = "SELECT points FROM sweep WHERE number = ?"
        return try first(sql, [existing(sweep)], in: "sweep", { row throws(Fault) in try row.int64() }) ?? 0
    }

    /// What came of one point; nil until all its runs have ended and one of them has an objective.
    ///
    /// - Parameter replicates: how many runs a point has.
    package func result(_ sweep: SweepID, pointKey: String, replicates: Int) throws(Fault) -> PointResult? {
        let sql = """
            SELECT idx, point_key, state, CASE WHEN state IN ('finished', 'pruned') THEN objective END FROM run
            WHERE sweep = ? AND point_key = ? ORDER BY replicate
            """
        return try results(sql, [existing(sweep), pointKey], replicates).first
    }

    /// What came of the sweep's points whose runs have all ended, in no order; it reads every run.
    ///
    /// - Parameters:
    ///   - metric: by what they are judged; nil is the sweep's own metric.
    ///   - replicates: how many runs a point has.
    package func results(
        _ sweep: SweepID, by metric: MetricGoal? = nil, replicates: Int
    ) throws(Fault) -> [PointResult] {
        guard let metric else {
            let sql = """
                SELECT idx, point_key, state, CASE WHEN rank IS NOT NULL THEN objective END FROM run
                WHERE sweep = ? ORDER BY point_key, replicate
                """
            return try results(sql, [existing(sweep)], replicates)
        }
        let value = metric.at == .last ? "last" : metric.goal == .minimize ? "min" : "max"
        let sql = """
            SELECT run.idx, run.point_key, run.state,
                CASE WHEN run.state IN ('finished', 'pruned') THEN summary.\(value) END
            FROM run LEFT JOIN metric_summary AS summary ON summary.run = run.id AND summary.attempt = run.attempts
                AND summary.name = (SELECT id FROM metric_name WHERE name = ?)
            WHERE run.sweep = ? ORDER BY run.point_key, run.replicate
            """
        return try results(sql, [metric.name, existing(sweep)], replicates)
    }

    private func results(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?], _ replicates: Int
    ) throws(Fault) -> [PointResult] {
        var results: [PointResult] = []
        var group = PointGroup(key: "")
        _ = try all(
            sql, arguments, in: "run",
            { row throws(Fault) in
                let (index, key): (Int, String) = (try row.int(), try row.text())
                if key != group.key {
                    if let result = group.result(replicates) { results.append(result) }
                    group = PointGroup(key: key)
                }
                group.add(index, state: try row.choice(), value: try row.optionalDouble())
            })
        return results + [group.result(replicates)].compactMap { $0 }
    }
}

/// The runs of one point as they are read.
private struct PointGroup {
    let key: String
    private var runs: [Int] = []
    private var values: [Double] = []
    private var hasEnded = true

    init(key: String) { self.key = key }

    mutating func add(_ index: Int, state: RunState, value: Double?) {
        runs.append(index)
        if let value, value.isFinite { values.append(value) }
        hasEnded = hasEnded && state.isTerminal
    }

    func result(_ replicates: Int) -> PointResult? {
        guard hasEnded, runs.count >= replicates, !values.isEmpty else { return nil }
        return PointResult(runs: runs, values: values)
    }
}
