internal import GRDB
package import SweepModel

extension StoreReader {
    /// The run; nil where there is none.
    package func run(_ id: RunID) throws(Fault) -> RunRecord? {
        guard let sweep = try number(id.sweep) else { return nil }
        return try first(
            "SELECT \(RunRow.columns) FROM run WHERE id = ?", [Self.key(sweep, id.index)], in: "run",
            { row throws(Fault) in try RunRow.record(&row, sweep: id.sweep) })
    }

    /// The sweep's waiting run with the lowest index; nil where none waits.
    package func nextQueuedRun(_ sweep: SweepID) throws(Fault) -> RunRecord? {
        let sql = "SELECT \(RunRow.columns) FROM run WHERE sweep = ? AND state = 'queued' ORDER BY id LIMIT 1"
        return try first(
            sql, [existing(sweep)], in: "run", { row throws(Fault) in try RunRow.record(&row, sweep: sweep) })
    }

    /// Whether the sweep has a run of this point and replicate.
    package func hasRun(_ sweep: SweepID, pointKey: String, replicate: Int) throws(Fault) -> Bool {
        let sql = "SELECT id FROM run WHERE sweep = ? AND point_key = ? AND replicate = ?"
        let found = try first(
            sql, [existing(sweep), pointKey, replicate], in: "run", { row throws(Fault) in try row.int64() })
        return found != nil
    }

    /// Every run that waits for its backoff, with the time at which it ends, the earliest first.
    package func retryingRuns() throws(Fault) -> [(run: RunID, at: Instant)] {
        let sql = """
            SELECT sweep.id, run.idx, run.retry_at FROM run JOIN sweep ON sweep.number = run.sweep
            WHERE run.retry_at IS NOT NULL ORDER BY run.retry_at
            """
        return try all(
            sql, in: "run",
            { row throws(Fault) in
                (RunID(sweep: SweepID(try row.text()), index: try row.int()), try row.instant())
            })
    }

    /// The sweep's runs that pass the filter.
    ///
    /// By index, with or without states, only what is returned is read; every other order reads all runs of the
    /// sweep.
    ///
    /// - Throws: `not-found` where there is no such sweep, `usage` where a parameter's name holds a quotation mark.
    package func runs(_ sweep: SweepID, _ filter: RunFilter = RunFilter()) throws(Fault) -> [RunRecord] {
        let number = try existing(sweep)
        guard case .index = filter.key else { return try sorted(sweep, number, filter) }
        guard !filter.states.isEmpty else { return try page(sweep, number, nil, filter) }
        var found: [RunRecord] = []
        for state in filter.states { found += try page(sweep, number, state, filter) }
        found.sort { filter.descending ? $0.id.index > $1.id.index : $0.id.index < $1.id.index }
        return filter.limit.map { Array(found.prefix($0)) } ?? found
    }

    /// The sweep's runs that pass the filter and `condition`, which is asked for one run after the other in their order
    /// until there are as many as the filter wants; no more than those are held.
    ///
    /// - Throws: as ``runs(_:_:)``, and what `condition` throws.
    package func runs(
        _ sweep: SweepID, _ filter: RunFilter, where condition: (RunRecord) throws(Fault) -> Bool
    ) throws(Fault) -> [RunRecord] {
        var found: [RunRecord] = []
        let limit = filter.limit ?? .max
        let (sql, arguments) = try statement(existing(sweep), filter)
        guard limit > 0 else { return [] }
        try each(
            sql, arguments, in: "run",
            { row throws(Fault) in
                let run = try RunRow.record(&row, sweep: sweep)
                if try condition(run) { found.append(run) }
                return found.count < limit
            })
        return found
    }

    /// All runs that pass the filter but for its limit, in its order.
    private func statement(
        _ number: Int64, _ filter: RunFilter
    ) throws(Fault) -> (sql: String, arguments: [(any DatabaseValueConvertible)?]) {
        guard case .index = filter.key else {
            var all = filter
            all.limit = nil
            return try ordered(number, all)
        }
        let (low, high) = Self.bounds(number, filter)
        let sql = """
            SELECT \(RunRow.columns) FROM run
            WHERE id > ?1 AND id < ?2 AND (?3 = '[]' OR state IN (SELECT value FROM json_each(?3)))
            ORDER BY id \(filter.descending ? "DESC" : "ASC")
            """
        return (sql, [low, high, filter.stateList])
    }

    /// The keys between which the filter's runs lie where they are ordered by index.
    private static func bounds(_ number: Int64, _ filter: RunFilter) -> (low: Int64, high: Int64) {
        let after = filter.after.map { key(number, max(0, $0)) }
        let (low, high) = (key(number, 0), key(number + 1, 0))
        return filter.descending ? (low, after ?? high) : (after ?? low, high)
    }

    /// One state at a time, so that each is a range of the index by state.
    private func page(
        _ sweep: SweepID, _ number: Int64, _ state: RunState?, _ filter: RunFilter
    ) throws(Fault) -> [RunRecord] {
        let (low, high) = Self.bounds(number, filter)
        let sql = """
            SELECT \(RunRow.columns) FROM run WHERE \(state == nil ? "" : "sweep = ?4 AND state = ?5 AND") id > ?1 \
            AND id < ?2 ORDER BY id \(filter.descending ? "DESC" : "ASC") LIMIT ?3
            """
        let bounds: [(any DatabaseValueConvertible)?] = [low, high, filter.limit ?? -1]
        return try all(
            sql, state.map { bounds + [number, $0.rawValue] } ?? bounds, in: "run",
            { row throws(Fault) in try RunRow.record(&row, sweep: sweep) })
    }

    private func sorted(_ sweep: SweepID, _ number: Int64, _ filter: RunFilter) throws(Fault) -> [RunRecord] {
        let (sql, arguments) = try ordered(number, filter)
        return try all(sql, arguments, in: "run", { row throws(Fault) in try RunRow.record(&row, sweep: sweep) })
    }

    /// The runs in another order than by index.
    private func ordered(
        _ number: Int64, _ filter: RunFilter
    ) throws(Fault) -> (sql: String, arguments: [(any DatabaseValueConvertible)?]) {
        let (expression, argument) = try Self.order(filter.key)
        let sql = """
            SELECT \(RunRow.columns), \(expression) AS sort_key FROM run
            WHERE sweep = ?1 AND (?2 = '[]' OR state IN (SELECT value FROM json_each(?2))) AND ?4 IS ?4
            ORDER BY sort_key IS NULL, sort_key \(filter.descending ? "DESC" : "ASC"), id LIMIT ?3
            """
        return (sql, [number, filter.stateList, filter.limit ?? -1, argument])
    }

    /// What SQLite orders by, and the value of its parameter `?4`.
    private static func order(_ key: RunFilter.Key) throws(Fault) -> (String, String?) {
        switch key {
        case .index: return ("id", nil)
        case .state: return ("state", nil)
        case .objective: return ("objective", nil)
        case .attempts: return ("attempts", nil)
        case .queued: return ("queued_at", nil)
        case .started: return ("started_at", nil)
        case .finished: return ("finished_at", nil)
        case .duration: return ("duration", nil)
        case .parameter(let name): return ("json_extract(parameters, ?4)", try jsonPath(name))
        case .metric(let name):
            let value = """
                (SELECT last FROM metric_summary JOIN metric_name ON metric_name.id = metric_summary.name
                WHERE metric_name.name = ?4 AND run = run.id AND attempt = run.attempts)
                """
            return (value, name)
        }
    }

    private static func jsonPath(_ name: String) throws(Fault) -> String {
        guard !name.contains("\"") else {
            throw Fault(.usage, "cannot sort by parameter '\(name)': its name has a quotation mark")
        }
        return "$" + name.split(separator: ".", omittingEmptySubsequences: false).map { ".\"\($0)\"" }.joined()
    }
}

extension RunFilter {
    /// The states as a JSON list of words; empty for every state.
    fileprivate var stateList: String { JSONValue.array(states.map { .string($0.rawValue) }).text() }
}
