internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What the scheduling loop remembers between ticks. All of it can be had again from the store.
final class SchedulerState {
    var schedule: Schedule
    var entries: [SweepID: SweepEntry] = [:]
    var wakes = WakeQueue()
    /// Runs that were started since the daemon was; of others the store knows.
    var live: [RunID: LiveRun] = [:]
    var plans: SweepPlans
    var explicitPoints = ExplicitPoints()
    /// Sweeps that had more candidates to look at than one tick may.
    var unfinished: Set<SweepID> = []

    init(capacity: HostCapacity, bootID: String) {
        schedule = Schedule(capacity: capacity)
        plans = SweepPlans(bootID: bootID)
    }

    /// Reads everything anew.
    func load(from store: StoreReader, capacity: HostCapacity) throws(Fault) {
        schedule = Schedule(capacity: capacity)
        entries = [:]
        wakes = WakeQueue()
        live = [:]
        explicitPoints = ExplicitPoints()
        for entry in try store.entries() { set(entry) }
        for lease in try store.leases() { schedule.acquire(lease) }
        for (run, at) in try store.retryingRuns() { wakes.add(run, at: at) }
    }

    func set(_ entry: SweepEntry) {
        entries[entry.id] = entry
        schedule.update(entry)
    }

    func remove(_ sweep: SweepID) {
        entries[sweep] = nil
        schedule.remove(sweep)
        plans.remove(sweep)
        explicitPoints.remove(sweep)
    }
}
