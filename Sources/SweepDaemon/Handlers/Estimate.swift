internal import SweepModel

/// How long a sweep still takes.
enum Estimate {
    /// Mean duration of the finished runs times the runs left over the places they share; nil where nothing is known.
    ///
    /// - Parameter slots: how many runs the host executes at once.
    static func seconds(for sweep: SweepOverview, slots: Int) -> Double? {
        let finished = sweep.counts[.finished]
        guard finished > 0, let total = sweep.total, !sweep.machine.state.isTerminal else { return nil }
        let left = Double(total) - Double(sweep.counts.ended)
        let places = Double(max(1, min(slots, sweep.maxParallel ?? slots)))
        return max(0, left) * sweep.finishedDuration.seconds / Double(finished) / places
    }
}
