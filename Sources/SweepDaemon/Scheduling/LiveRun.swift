internal import SweepModel
internal import SweepStore

/// A run with its live attempt, as both stand in the store.
struct LiveRun {
    var run: RunRecord
    var attempt: AttemptRecord
}

extension Tick {
    /// The run of a live attempt, mostly without reading it; nil where the attempt is no longer live.
    func live(_ attempt: AttemptID) throws(Fault) -> LiveRun? {
        if let known = state.live[attempt.run] { return known.attempt.id == attempt ? known : nil }
        guard let run = try store.run(attempt.run), let record = try store.attempt(attempt), record.state.isLive else {
            return nil
        }
        return LiveRun(run: run, attempt: record)
    }

    /// Writes the attempt, and remembers it while it is live.
    func write(_ attempt: AttemptRecord) throws(Fault) {
        try store.update(attempt: attempt)
        state.live[attempt.id.run]?.attempt = attempt
    }

    /// Writes the run, and remembers it while it is live.
    func write(_ run: RunRecord, was old: RunRecord) throws(Fault) {
        try store.update(run: run, was: old)
        if run.machine.live == nil {
            state.live[run.id] = nil
        } else {
            state.live[run.id]?.run = run
        }
    }
}
