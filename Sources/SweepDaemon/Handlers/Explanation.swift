internal import SweepControl
internal import SweepModel

/// Why something waits, or why it ended, in words.
enum Explanation {
    /// - Parameters:
    ///   - waiting: what holds the sweep's runs back.
    ///   - cap: its `run_cap`.
    static func reasons(for sweep: SweepObject, waiting: [String], cap: Int?) -> [String] {
        switch sweep.state {
        case .finished: [ending(of: sweep, cap: cap)] + holes(in: sweep) + silence(of: sweep)
        case .stopped: ["stopped by its owner: runs that were live finished, the others were given up"]
        case .cancelled: ["cancelled by its owner"]
        case .paused where sweep.reason == .maxFailures:
            [
                "paused by max_failures: \(sweep.counts.failed.counted("run")) failed"
                    + (sweep.lastError.map { "; the last one said: \($0)" } ?? ""),
                "look at it with 'sweepctl runs \(sweep.sweep) --state failed', go on with 'sweepctl resume \(sweep.sweep)'",
            ]
        case .paused where sweep.reason == .image:
            ["paused because its image cannot be had" + words(sweep.lastError)] + hint(sweep.lastError)
                + ["when that is mended, 'sweepctl resume \(sweep.sweep)' tries again"]
        case .held, .paused, .running: waiting.isEmpty ? [progress(of: sweep)] : waiting
        }
    }

    private static func ending(of sweep: SweepObject, cap: Int?) -> String {
        switch sweep.reason {
        case .targetReached: "finished: a run reached the metric's target"
        case .exhausted:
            "finished: the space has no more points: it gave \(sweep.counts.all.counted("run")) (run_cap asked for more)"
        default:
            if let cap, sweep.counts.all >= cap {
                "finished: it has the \(cap.counted("run")) that run_cap allows; for more, "
                    + "'sweepctl edit \(sweep.sweep) run_cap=N'"
            } else {
                "finished: every point has run"
            }
        }
    }

    private static func holes(in sweep: SweepObject) -> [String] {
        guard sweep.holes > 0 else { return [] }
        let (failed, cancelled) = (sweep.counts.failed, sweep.holes - sweep.counts.failed)
        let retry = "run the failed ones again with 'sweepctl retry \(sweep.sweep) --failed'"
        let list = "list the cancelled ones with 'sweepctl runs \(sweep.sweep) --state cancelled'"
        return [
            "\(sweep.holes.counted("run")) of it ended without a result: \(failed) failed, \(cancelled) cancelled",
            failed > 0 ? retry : nil, cancelled > 0 ? list : nil,
        ].compactMap { $0 }
    }

    private static func silence(of sweep: SweepObject) -> [String] {
        guard let name = sweep.silentMetric else { return [] }
        return [
            "no run reported a number as '\(name)': compare metric.name with what the program reports "
                + "('sweepctl show \(sweep.sweep)/1')"
        ]
    }

    private static func progress(of sweep: SweepObject) -> String {
        "running: \(sweep.counts.live) live, \(sweep.counts.ended) ended of \(sweep.total.map(String.init) ?? "unbounded")"
    }

    static func reasons(for run: RunRecord, sweep: SweepObject, waiting: [String], now: Instant) -> [String] {
        switch run.machine.phase {
        case .queued: waiting.isEmpty ? ["queued: it starts next"] : waiting
        case .starting: ["starting: its folder and its copy of the source are being made"]
        case .running(_, .some(let intent)):
            ["stopping (\(intent.rawValue)): it was asked to stop and has time to clean up"]
        case .running: ["running since \(run.startedAt?.description ?? "now")"]
        case .retrying(let until):
            [
                "retrying in \(max(.zero, until - now).text): attempt \(run.machine.attempts) failed"
                    + words(run.lastError)
            ] + hint(run.lastError)
        case .finished: ["finished: its program exited with code 0"]
        case .failed(let reason):
            [failure(reason, run) + words(run.lastError)] + hint(run.lastError) + advice(reason, run)
        case .pruned: ["pruned: early termination stopped it"]
        case .cancelled(.targetReached): ["cancelled: another run reached the metric's target"]
        case .cancelled: ["cancelled"]
        }
    }

    /// Of a live run whose owner's agent is away.
    static func unseen(_ owner: String) -> String {
        "the agent that executes the runs of \(owner) is not connected: what has become of it is known, and who stops it "
            + "is heard, when that is back; until then it holds its lease"
    }

    private static func failure(_ reason: Reason, _ run: RunRecord) -> String {
        switch reason {
        case .exitCode: "failed: its program exited with code \(run.exitCode.map(String.init) ?? "?")"
        case .signal: "failed: its program was killed by a signal that sweepd did not send"
        case .oom: "failed: its memory ran out"
        case .gpuOOM: "failed: its GPU's memory ran out"
        case .gpuFault: "failed: its GPU failed, \(run.machine.hostFailures) times"
        case .timeout: "failed: it ran into its time_limit"
        case .lost: "failed: nobody saw its end (the runner or the host died), \(run.machine.hostFailures) times"
        case .launch: "failed: it could not be started"
        default: "failed: \(reason.rawValue)"
        }
    }

    private static func words(_ lastError: String?) -> String {
        lastError.flatMap { FailureHint.split($0).words }.map { ": \($0)" } ?? ""
    }

    private static func hint(_ lastError: String?) -> [String] {
        lastError.flatMap { FailureHint.split($0).hint }.map { ["hint: \($0)"] } ?? []
    }

    private static func advice(_ reason: Reason, _ run: RunRecord) -> [String] {
        let logs = "its output: 'sweepctl logs \(run.id)'; run it again: 'sweepctl retry \(run.id)'"
        return reason == .timeout ? ["raise time_limit, or checkpoint in SWEEP_RUN_DIR and set retry", logs] : [logs]
    }
}
