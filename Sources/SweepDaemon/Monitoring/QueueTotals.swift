internal import SweepModel

/// What all sweeps that have not ended come to together, kept up with each of them.
struct QueueTotals: Hashable, Sendable {
    private(set) var sweeps = 0
    private(set) var queued = 0
    private(set) var live = 0
    private(set) var retrying = 0

    /// Puts a sweep in another's place; nil stands for one that is not there.
    mutating func replace(_ old: SweepEntry?, with new: SweepEntry?) {
        sweeps += (new == nil ? 0 : 1) - (old == nil ? 0 : 1)
        queued += (new?.queued ?? 0) - (old?.queued ?? 0)
        live += (new?.live ?? 0) - (old?.live ?? 0)
        retrying += (new?.retrying ?? 0) - (old?.retrying ?? 0)
    }
}
