internal import SweepModel

/// What a run adds to its sweep's counters.
struct RunTally: Equatable {
    let state: RunState
    /// Whether it failed of itself.
    let ownFailure: Bool
    /// Nanoseconds that it took, if it finished; else 0.
    let duration: Int64

    init(state: RunState, reason: Reason?, duration: Span?) {
        self.state = state
        ownFailure = state == .failed && reason?.isHostFailure == false
        self.duration = state == .finished ? duration?.nanoseconds ?? 0 : 0
    }

    init(_ run: RunRecord) {
        self.init(state: run.machine.state, reason: run.machine.reason, duration: run.duration)
    }

    static func read(_ row: inout Cells) throws(Fault) -> RunTally {
        RunTally(state: try row.choice(), reason: try row.optionalChoice(), duration: try row.optionalSpan())
    }
}

extension StoreTransaction {
    /// Moves a run from one tally to another; nil stands for a run that is not there.
    ///
    /// A run that finishes ends the row of failures, one that fails of itself lengthens it; what failed before and is
    /// tried again stays in the row, which is about endings and not about runs.
    func tally(_ sweep: Int64, from old: RunTally?, to new: RunTally?) throws(Fault) {
        guard old != new else { return }
        var changes = ["duration": (new?.duration ?? 0) - (old?.duration ?? 0)]
        if let old { changes[old.state.rawValue, default: 0] -= 1 }
        if let new { changes[new.state.rawValue, default: 0] += 1 }
        let failures = (new?.ownFailure == true ? 1 : 0) - (old?.ownFailure == true ? 1 : 0)
        let ended = old?.state != new?.state ? new : nil
        let row = ended?.state == .finished ? "reset" : ended?.ownFailure == true ? "longer" : "same"
        try write(
            Self.updateCounters,
            SweepRow.states.map { changes[$0.rawValue] ?? 0 } + [failures, row, changes["duration"], sweep])
    }

    private static let updateCounters = """
        UPDATE sweep SET queued = queued + ?1, starting = starting + ?2, running = running + ?3,
            retrying = retrying + ?4, finished = finished + ?5, failed = failed + ?6, pruned = pruned + ?7,
            cancelled = cancelled + ?8, own_failures = own_failures + ?9,
            failures_in_a_row = CASE ?10 WHEN 'reset' THEN 0 WHEN 'longer' THEN failures_in_a_row + 1
                ELSE failures_in_a_row END,
            finished_duration = finished_duration + ?11
        WHERE number = ?12
        """
}
