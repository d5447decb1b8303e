internal import SweepAgent
internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What the scheduling loop remembers between ticks. All of it can be had again from the store.
final class SchedulerState {
    var schedule: Schedule
    private(set) var entries: [SweepID: SweepEntry] = [:]
    private(set) var totals = QueueTotals()
    var wakes = WakeQueue()
    var images = ImageFetches()
    /// Runs that were started since the daemon was; of others the store knows.
    var live: [RunID: LiveRun] = [:]
    var plans: SweepPlans
    var explicitPoints = ExplicitPoints()
    /// Sweeps that had more candidates to look at than one tick may.
    var unfinished: Set<SweepID> = []
    /// Sweeps that look for their next point since a tick before, with the number of the next candidate.
    var searching: [SweepID: Int64] = [:]
    /// Sweeps some of whose runs were retried under a revision of their own.
    var revised: Set<SweepID> = []
    /// When somebody looked at this host's GPUs; nil before the first time.
    var lastLook: Instant?
    /// How long the last discovery took, and the last look at what was known.
    var discoveryTook: Span?
    var lookTook: Span?
    /// What the last discovery found.
    var inventory: DeviceInventory?
    /// When the driver last reported an error of a device.
    var deviceFaults: [DeviceID: Instant] = [:]
    /// What starts nothing new. Change it with ``set(_:on:)``.
    var drains = Drains()
    var breaker = FailureBreaker()
    /// Whether a machine description says what there is, and nobody looks.
    let devicesAreFixed: Bool
    /// Why sweepd itself stops attempts that have not ended yet.
    var stopCauses: [AttemptID: StopCause] = [:]
    /// Which input the last tick could not take in, whatever the disk does; nil where there was none.
    var refused: Int?
    /// The users whose attempts somebody is there to execute, with their names now; nil where that holds for all.
    let attended: @Sendable () -> [UInt32: String]?

    /// What counts from the next time on that everything is read anew.
    var sharing: SharingRules

    /// - Parameter inventory: the host's GPUs where they are known for good.
    init(
        capacity: HostCapacity, policy: DevicePolicy, inventory: DeviceInventory?, bootID: String,
        sharing: SharingRules, attended: @escaping @Sendable () -> [UInt32: String]? = { nil }
    ) {
        self.sharing = sharing
        self.attended = attended
        var devices = DeviceLedger(policy: policy)
        if let inventory { devices.update(inventory) }
        self.inventory = inventory
        devicesAreFixed = inventory != nil
        schedule = Schedule(capacity: capacity, devices: devices, halfLife: sharing.halfLife, attended: attended())
        plans = SweepPlans(bootID: bootID)
    }

    /// The same read anew; what no store has goes on as it is.
    convenience init(
        reading store: StoreReader, after old: SchedulerState, capacity: HostCapacity
    ) throws(Fault) {
        self.init(keeping: old, capacity: capacity)
        try load(from: store)
    }

    private init(keeping old: SchedulerState, capacity: HostCapacity) {
        (sharing, attended, devicesAreFixed) = (old.sharing, old.attended, old.devicesAreFixed)
        schedule = Schedule(
            capacity: capacity, devices: old.schedule.devices.withoutLeases, halfLife: old.sharing.halfLife,
            attended: old.attended())
        (plans, breaker, stopCauses) = (old.plans, old.breaker, old.stopCauses)
        (unfinished, searching) = (old.unfinished, old.searching)
        (lastLook, discoveryTook, lookTook) = (old.lastLook, old.discoveryTook, old.lookTook)
        (inventory, deviceFaults) = (old.inventory, old.deviceFaults)
        // Devices know of drains by themselves; what the store has no more, ends with the next.
        drains = old.drains
    }

    private func load(from store: StoreReader) throws(Fault) {
        let drains = try store.drains()
        for device in self.drains.devices.keys where drains.devices[device] == nil { set(nil, on: device) }
        set(drains.host, on: nil)
        for (device, drain) in drains.devices { set(drain, on: device) }
        revised = try store.sweepsWithRevisedRuns()
        for var entry in try store.entries() {
            entry.request = try request(of: entry, from: store)
            set(entry)
        }
        try loadOwners(from: store, now: Clock.now())
        for (run, at) in try store.retryingRuns() { wakes.add(run, at: at) }
        try loadImages(from: store)
    }

    private func loadImages(from store: StoreReader) throws(Fault) {
        images = ImageFetches()
        let waits = Dictionary(grouping: try store.imageWaits()) { $0.sweep }
        for (sweep, waits) in waits { images.set(sweep, awaits: waits.map { $0.order }, now: Clock.now()) }
    }

    /// What owners may have, have used and hold.
    private func loadOwners(from store: StoreReader, now: Instant) throws(Fault) {
        schedule.advance(to: now)
        for usage in try store.usage() { schedule.restore(usage.time, of: usage.owner, age: now - usage.at) }
        let live = try store.liveAttempts()
        for owner in Set(entries.values.map(\.owner) + live.map(\.lease.owner)) {
            schedule.set(sharing.rules(for: owner), for: owner)
        }
        for (attempt, lease) in live { schedule.acquire(lease, age: now - attempt.createdAt) }
    }

    /// What the sweep's next run asks for: a waiting one goes first, and may have been retried with other resources than
    /// the sweep's.
    func request(of entry: SweepEntry, from store: StoreReader) throws(Fault) -> ResourceRequest {
        guard revised.contains(entry.id) else { return entry.request }
        guard entry.queued > 0, let run = try store.nextQueuedRun(entry.id) else {
            return try plans.plan(of: entry.id, from: store).specification.resources
        }
        return try plans.plan(of: run, from: store).specification.resources
    }

    func set(_ entry: SweepEntry) {
        totals.replace(entries.updateValue(entry, forKey: entry.id), with: entry)
        schedule.update(entry)
    }

    func remove(_ sweep: SweepID) {
        totals.replace(entries.removeValue(forKey: sweep), with: nil)
        schedule.remove(sweep)
        plans.remove(sweep)
        breaker.forget(sweep)
        explicitPoints.remove(sweep)
        searching[sweep] = nil
    }

    /// Whether an agent is there of a user whose sweep waits for an image.
    func isAwaitedByAttended(_ order: ImageOrder) -> Bool {
        images.sweeps(awaiting: order).contains { sweep in entries[sweep].map(schedule.isAttended) ?? false }
    }

    /// That a sweep has not found its next point yet, in words.
    func search(of sweep: SweepID) -> String? {
        searching[sweep].map {
            "looking for its next point that fulfils the constraints: \($0.counted("candidate")) looked at so far"
        }
    }
}
