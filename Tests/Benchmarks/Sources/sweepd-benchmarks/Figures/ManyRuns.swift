/// Questions about a sweep of 10^6 finished runs with three metrics each.
struct ManyRuns: Benchmark {
    static let name = "many-runs"
    static let summary = "best, runs and status on 10^6 finished runs with 3 metrics each"

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        let count = setting.size(1_000_000)
        guard setting.missing == nil else { return Question.all.map { figure($0, skipped: setting.missing) } }
        let daemon = try setting.daemon(slots: 2)
        defer { daemon.end() }
        let specification = Specification(
            name: "many", dimensions: Array(repeating: 10, count: 6), metric: FinishedRuns.metrics[0])
        let sweep = try daemon.submit(specification, hold: true)
        daemon.stop()
        Console.note("  writing \(count) runs")
        try FinishedRuns(sweep: sweep, count: count).write(to: daemon.queue)
        try daemon.start()
        let number = try daemon.queue.number(of: sweep)
        return try Question.all.map { question throws(Failure) in
            var result = figure(question)
            result.ours.samples = try WholeProcess.samples(question.command(daemon, sweep))
            result.yardstick?.add(
                Command(["sqlite3", "-readonly", daemon.queue.path, question.sql(number)]),
                hint: "apt-get install sqlite3")
            return result
        }
    }

    private func figure(_ question: Question, skipped: String? = nil) -> Figure {
        Figure(
            benchmark: name, title: "\(question.title) of 10^6 runs", unit: .seconds,
            ours: Reading(name: "sweepctl", skipped: skipped), yardstick: Reading(name: "sqlite3, same query"),
            must: .atMost(0.05))
    }

    /// What is asked of sweepctl, and the like of it asked of the database itself.
    private struct Question: Sendable {
        let title: String
        let command: @Sendable (Daemon, String) -> Command
        let sql: @Sendable (Int64) -> String

        static let all = [
            Question(title: "best -n 10", command: { $0.command("best", $1, "-n", "10") }) {
                runs("run.sweep = \($0) AND run.rank IS NOT NULL ORDER BY run.rank, run.id LIMIT 10")
            },
            Question(title: "runs --limit 50", command: { $0.command("runs", $1, "--limit", "50") }) {
                runs("run.id > \($0) << 32 AND run.id < (\($0) + 1) << 32 ORDER BY run.id LIMIT 50")
            },
            Question(title: "status", command: { $0.command("status", $1) }) {
                """
                SELECT *, (SELECT idx FROM run WHERE sweep = \($0) AND rank IS NOT NULL ORDER BY rank LIMIT 1)
                FROM sweep WHERE number = \($0)
                """
            },
        ]

        /// Runs with the last value of each of their metrics.
        private static func runs(_ which: String) -> String {
            """
            SELECT chosen.*, metric_name.name, metric_summary.last FROM (SELECT * FROM run WHERE \(which)) AS chosen
            JOIN metric_summary ON metric_summary.run = chosen.id JOIN metric_name ON metric_name.id = metric_summary.name
            """
        }
    }
}
