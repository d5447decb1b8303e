/// Rows of finished runs as the daemon would have written them, in one go.
///
/// The sweep was submitted and held, so that its own rows are the daemon's. Not written are the events of the runs,
/// which none of the questions reads.
struct FinishedRuns {
    static let metrics = ["loss", "accuracy", "seconds"]

    let sweep: String
    let count: Int

    /// The daemon must not be running.
    func write(to queue: Queue) throws(Failure) {
        let number = try queue.number(of: sweep)
        try queue.execute(
            """
            PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF;
            BEGIN IMMEDIATE;
            \(Self.metrics.map { "INSERT OR IGNORE INTO metric_name (name) VALUES ('\($0)');" }.joined())
            \(runs(number)); \(attempts(number)); \(history(number)); \(summaries(number)); \(counters(number));
            COMMIT;
            PRAGMA wal_checkpoint(TRUNCATE);
            """)
    }

    /// Ends of runs are a second apart, each took a second.
    private func runs(_ sweep: Int64) -> String {
        let digits = (0..<6).map { "'p\($0)', i / \(Self.power($0)) % 10" }.joined(separator: ", ")
        return """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count)),
            made AS (SELECT i, (i * 7919 % 1000003) / 1000003.0 AS loss,
                1700000000000000000 + i * 1000000000 AS at FROM n)
            INSERT INTO run (id, sweep, idx, state, attempts, own_failures, host_failures, parameters, point_key,
                replicate, revision, objective, objective_step, rank, exit_code, queued_at, started_at, finished_at,
                duration)
            SELECT (\(sweep) << 32) + i, \(sweep), i, 'finished', 1, 0, 0, json_object(\(digits)), printf('%032x', i),
                0, 1, loss, 10, loss, 0, at, at, at + 1000000000, 1000000000
            FROM made
            """
    }

    private static func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { number, _ in number * 10 } }

    private func attempts(_ sweep: Int64) -> String {
        """
        INSERT INTO attempt (run, number, state, exit_code, boot_id, created_at, started_at, finished_at, duration)
        SELECT id, 1, 'finished', 0, 'boot', queued_at, started_at, finished_at, duration FROM run
        WHERE sweep = \(sweep) ORDER BY id
        """
    }

    private func history(_ sweep: Int64) -> String {
        """
        INSERT INTO metric (run, attempt, name, position, step, value, at)
        SELECT run.id, 1, metric_name.id, 0, 10, run.objective * metric_name.id, run.finished_at FROM run, metric_name
        WHERE run.sweep = \(sweep) ORDER BY run.id, metric_name.id
        """
    }

    private func summaries(_ sweep: Int64) -> String {
        """
        INSERT INTO metric_summary (run, attempt, name, count, last, last_step, min, min_step, max, max_step)
        SELECT run, attempt, name, 1, value, step, value, step, value, step FROM metric
        WHERE run >= \(sweep) << 32 ORDER BY run, attempt, name
        """
    }

    private func counters(_ sweep: Int64) -> String {
        """
        UPDATE sweep SET state = 'finished', cursor_phase = 'exhausted', cursor_position = \(count),
            next_index = \(count) + 1, finished = \(count), finished_duration = \(count) * 1000000000,
            ended_at = 1800000000000000000
        WHERE number = \(sweep)
        """
    }
}
