internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs
internal import SweepStore

/// How long what runs left is kept.
extension Handlers {
    private static let pageMax = 1000

    /// What the rules of sweeps that have ended, and the configuration's beneath them, let go of; by sweep.
    func outlived(now: Instant) async throws(Fault) -> [String] {
        let sweeps = try await store.query { try $0.sweeps().filter { $0.machine.state.isTerminal }.map(\.id) }
        var paths: [String] = []
        for sweep in sweeps { paths += try await outlived(sweep, now) }
        return paths
    }

    private func outlived(_ sweep: SweepID, _ now: Instant) async throws(Fault) -> [String] {
        guard let record = try await store.query({ try $0.sweep(sweep) }) else { return [] }
        let rules = (record.specification.retention ?? Retention()).laid(over: intake.configuration.retention)
        guard !rules.isEmpty else { return [] }
        let kept = try await best(of: sweep, rules)
        var (found, last): ([String], Int?) = ([], nil)
        while true {
            let page = try await store.query { [last] in
                try $0.runs(sweep, RunFilter(limit: Self.pageMax, after: last))
            }
            for run in page where run.machine.state.isTerminal { found += left(by: run, rules, kept, now) }
            guard page.count == Self.pageMax, let end = page.last?.id.index else { return found }
            last = end
        }
    }

    /// The runs whose files are kept; nil where all are.
    private func best(of sweep: SweepID, _ rules: Retention) async throws(Fault) -> Set<Int>? {
        guard let count = rules.bestArtifacts else { return nil }
        let best = try await store.query { try $0.best(sweep, count: max(1, count)).map(\.id.index) }
        // Where nothing was judged, nothing is worse than the rest.
        return best.isEmpty ? nil : Set(best.prefix(count))
    }

    private func left(by run: RunRecord, _ rules: Retention, _ kept: Set<Int>?, _ now: Instant) -> [String] {
        let folder = AttemptLayout.runFolder(runsFolder: paths.runs, run: run.id)
        guard StateFolder.exists(folder) else { return [] }
        let age = run.finishedAt.map { now - $0 } ?? .zero
        if run.machine.state == .failed, let limit = rules.failed, age >= limit { return [folder] }
        let isLoser = kept.map { !$0.contains(run.id.index) } ?? false
        // What failed is judged by its own rule, where there is one.
        let isJudged = run.machine.state != .failed || rules.failed == nil
        let files = isLoser && isJudged ? ["files", "work"].map { "\(folder)/\($0)" } : []
        let logs = rules.logs.map { age >= $0 } ?? false ? Self.logs(in: folder) : []
        return (files + logs).filter(StateFolder.exists)
    }

    private static func logs(in folder: String) -> [String] {
        StateFolder.children(of: folder).filter { $0.hasPrefix("attempt-") }.flatMap { attempt in
            ["stdout.log", "stderr.log"].map { "\(folder)/\(attempt)/\($0)" }
        }
    }
}
