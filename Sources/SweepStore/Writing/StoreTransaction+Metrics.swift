internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds newly reported values to the attempt's history and to its summaries.
    ///
    /// - Parameter progress: how far the attempt's files have been read with these; nil leaves that as it was.
    /// - Throws: `internal` where there is no such attempt.
    package func append(
        metrics: [MetricPoint], attempt: AttemptID, progress: CaptureProgress? = nil
    ) throws(Fault) {
        let run = try key(attempt.run)
        if let progress {
            try write(
                "UPDATE attempt SET metrics_read = ?, output_read = ? WHERE run = ? AND number = ?",
                [progress.file, progress.output, run, attempt.number])
        }
        var known: [String: (number: Int64, summary: MetricSummary?)] = [:]
        for point in metrics {
            var metric = known[point.name] ?? (0, nil)
            if metric.number == 0 { metric = try self.metric(point.name, run, attempt.number) }
            try write(
                Self.insertPoint,
                [
                    run, attempt.number, metric.number, metric.summary?.count ?? 0, point.step, point.value,
                    point.at.nanoseconds,
                ])
            metric.summary?.add(point)
            known[point.name] = (metric.number, metric.summary ?? MetricSummary(first: point))
        }
        for (number, summary) in known.values {
            if let summary { try write(Self.upsertSummary, Self.arguments(summary, run, attempt.number, number)) }
        }
    }

    private func metric(
        _ name: String, _ run: Int64, _ attempt: Int
    ) throws(Fault) -> (number: Int64, summary: MetricSummary?) {
        try write("INSERT INTO metric_name (name) VALUES (?) ON CONFLICT DO NOTHING", [name])
        guard let number = try metricNumber(name) else { throw Fault(.internal, "cannot write metric '\(name)'") }
        return (number, try summary(run, attempt, number))
    }

    /// SQLite makes NULL of NaN by itself.
    private static let insertPoint = """
        INSERT INTO metric (run, attempt, name, position, step, value, at) VALUES (?, ?, ?, ?, ?, ?, ?)
        """

    private static let upsertSummary = """
        INSERT INTO metric_summary (run, attempt, name, count, last, last_step, min, min_step, max, max_step)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET count = excluded.count, last = excluded.last, last_step = excluded.last_step,
            min = excluded.min, min_step = excluded.min_step, max = excluded.max, max_step = excluded.max_step
        """

    private static func arguments(
        _ summary: MetricSummary, _ run: Int64, _ attempt: Int, _ name: Int64
    ) -> [(any DatabaseValueConvertible)?] {
        [
            run, attempt, name, summary.count, summary.last.value, summary.last.step, summary.min?.value,
            summary.min?.step, summary.max?.value, summary.max?.step,
        ]
    }
}
