internal import SweepModel

/// What a run adds to its sweep's counters.
struct RunTally: Equatable {
    let state: RunState
    /// Whether it failed of itself.
    let ownFailure: Bool
    /// Nanoseconds that it took, if it finished; else 0.
    let duration: Int64

    init(_ run: RunRecord) {
        state = run.machine.state
        ownFailure = state == .failed && run.machine.reason?.isHostFailure == false
        duration = state == .finished ? run.duration?.nanoseconds ?? 0 : 0
    }

    /// One in its state's column, none in the others.
    static func count(_ tally: RunTally?, _ state: RunState) -> Int { tally?.state == state ? 1 : 0 }
}

extension StoreTransaction {
    /// Moves a run from one tally to another; nil stands for a run that is not there.
    ///
    /// A run that finishes ends the row of failures, one that fails of itself lengthens it; what failed before and is
    /// tried again stays in the row, which is about endings and not about runs.
    func tally(_ sweep: Int64, from old: RunTally?, to new: RunTally?) throws(Fault) {
        guard old != new else { return }
        let states = SweepRow.states.map { RunTally.count(new, $0) - RunTally.count(old, $0) }
        let duration = (new?.duration ?? 0) - (old?.duration ?? 0)
        let failures = (new?.ownFailure == true ? 1 : 0) - (old?.ownFailure == true ? 1 : 0)
        let ended = old?.state != new?.state ? new : nil
        let row = ended?.state == .finished ? "reset" : ended?.ownFailure == true ? "longer" : "same"
        try write(
            Self.updateCounters,
            states + [failures, row, duration, sweep])
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
