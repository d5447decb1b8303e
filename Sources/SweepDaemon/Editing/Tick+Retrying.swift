internal import SweepModel
internal import SweepStore

/// What a retry asks for besides another attempt.
struct RetryOptions: Sendable {
    /// A revision for the retried runs alone; nil leaves them under their own.
    var revision: Revision?
    /// Whether their folders are emptied first.
    var isFresh = false
}

/// How ended runs run again.
extension Tick {
    /// Asks one run to run again.
    ///
    /// - Throws: `not-found` where there is no such run, `conflict` where its state does not allow it.
    func retry(_ id: RunID, _ options: RetryOptions) throws(Fault) {
        guard let run = try store.run(id) else { throw Fault.noRun(id) }
        try check(.retryRequested, of: run)
        try retry([run], options, of: id.sweep)
    }

    /// Asks every failed run of a sweep to run again; how many there were.
    ///
    /// - Throws: `conflict` where the sweep is being removed.
    func retryFailed(_ sweep: SweepID, _ options: RetryOptions) throws(Fault) -> Int {
        let failed = try store.runs(sweep, RunFilter(states: [.failed]))
        guard let first = failed.first else { return 0 }
        try check(.retryRequested, of: first)
        try retry(failed, options, of: sweep)
        return failed.count
    }

    private func retry(_ runs: [RunRecord], _ options: RetryOptions, of sweep: SweepID) throws(Fault) {
        let revision = try options.revision.map { revision throws(Fault) in try number(of: revision, sweep) }
        if revision != nil { state.revised.insert(sweep) }
        for run in runs {
            try command(.retryRequested, run: run.id) { run in
                run.revision = revision ?? run.revision
                run.isFresh = options.isFresh || run.isFresh
            }
        }
    }

    /// The last revision where it is the same (a range of runs is retried one by one), else a new one.
    private func number(of revision: Revision, _ sweep: SweepID) throws(Fault) -> Int {
        if let last = try store.lastRevision(sweep), last.isForRuns, last.overlay == revision.overlay,
            last.context == revision.context
        {
            return last.revision
        }
        return try store.insert(revision, of: sweep, now: now)
    }
}
