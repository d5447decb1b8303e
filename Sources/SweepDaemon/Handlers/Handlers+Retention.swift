internal import SweepAgent
internal import SweepControl
internal import SweepModel
internal import SweepSpecs
internal import SweepStore

/// How long what runs left is kept.
extension Handlers {
    private static let pageMax = 1000

    /// Removes what the rules of sweeps that have ended, and the configuration's beneath them, let go of; by sweep.
    func collectOutlived(
        of owner: UInt32, where isTheirs: @escaping @Sendable (UInt32) -> Bool, into report: inout GarbageReport
    ) async throws(Fault) {
        let now = Clock.now()
        let sweeps = try await store.query { reader in
            try reader.sweeps().filter { $0.machine.state.isTerminal && isTheirs($0.owner.uid) }.map(\.id)
        }
        let folder = try agents.places(of: owner).runs
        for sweep in sweeps {
            try await outlived(sweep, in: folder, now) { paths throws(Fault) in
                report.add(try await remove(paths, of: owner, dryRun: report.dryRun))
            }
        }
    }

    /// - Parameter each: gets paths of which some may not be there, those of some runs at a time.
    private func outlived(
        _ sweep: SweepID, in folder: String, _ now: Instant, each: ([String]) async throws(Fault) -> Void
    ) async throws(Fault) {
        guard let record = try await store.query({ try $0.sweep(sweep) }) else { return }
        let rules = (record.specification.retention ?? Retention()).laid(over: intake.configuration.retention)
        guard !rules.isEmpty else { return }
        let kept = try await best(of: sweep, rules)
        var last: Int?
        while true {
            let page = try await store.query { [last] in
                try $0.runs(sweep, RunFilter(limit: Self.pageMax, after: last))
            }
            let ended = page.filter { $0.machine.state.isTerminal }
            let paths = ended.flatMap { left(by: $0, in: folder, rules, kept, now) }
            if !paths.isEmpty { try await each(paths) }
            guard page.count == Self.pageMax, let end = page.last?.id.index else { return }
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

    private func left(
        by run: RunRecord, in folder: String, _ rules: Retention, _ kept: Set<Int>?, _ now: Instant
    ) -> [String] {
        let folder = AttemptLayout.runFolder(runsFolder: folder, run: run.id)
        let age = run.finishedAt.map { now - $0 } ?? .zero
        if run.machine.state == .failed, let limit = rules.failed, age >= limit { return [folder] }
        let isLoser = kept.map { !$0.contains(run.id.index) } ?? false
        // What failed is judged by its own rule, where there is one.
        let isJudged = run.machine.state != .failed || rules.failed == nil
        let files = isLoser && isJudged ? ["files", "work"].map { "\(folder)/\($0)" } : []
        let logs = rules.logs.map { age >= $0 } ?? false ? Self.logs(of: run.machine.attempts, in: folder) : []
        return files + logs
    }

    private static func logs(of attempts: Int, in folder: String) -> [String] {
        (0..<attempts).flatMap { attempt in
            ["stdout.log", "stderr.log"].map { "\(folder)/attempt-\(attempt + 1)/\($0)" }
        }
    }
}
