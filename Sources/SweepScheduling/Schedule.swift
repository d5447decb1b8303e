package import SweepModel

/// Which sweep may start a run next: a snapshot of the queue and the ledger of leases, and nothing else.
///
/// Sweeps with something to start are ranked by priority (higher first), then fairly between owners (who has had the least
/// for her share, then the longest wait since the last start), then by order of submission. Only the first in this line may
/// start. Where it does not fit what is free, everybody behind it waits too, until enough leases have ended: so
/// what others leave free adds up for a large request, and it cannot starve. A sweep that could not start however much
/// were free (held, paused, at its `max_parallel` or its owner's limits, nothing waiting) stands in no line and blocks nobody.
///
/// Sweeps whose runs need GPUs stand in a line of their own, ranked alike, in which a smaller request may go before a
/// larger one (see ``DeviceLedger/next(among:barred:)``). Between the two lines rank decides over cores and memory:
/// nobody takes what somebody of a higher rank lacks who could start with it.
///
/// Every change and every decision costs O(log n) for n sweeps without GPUs.
package struct Schedule: Sendable {
    private(set) var ledger: LeaseLedger
    /// Change it with ``updateDevices(_:)``.
    package private(set) var devices: DeviceLedger
    private(set) var ready = ReadyQueue()
    /// Sweeps that would start a run with GPUs if there were room.
    var deviceLine = DeviceLine()
    private(set) var entries: [SweepID: SweepEntry] = [:]
    /// That nothing new starts, by somebody's will.
    package var drain: Drain?
    /// How many entries each owner has.
    private(set) var sweepCounts: [UInt32: Int] = [:]
    /// When those who hold something were last ranked anew.
    var lastRanked: Instant?
    /// Whether what is known of GPUs is new enough to lease any.
    package var mayLeaseDevices = true
    /// The users whose attempts somebody is there to execute, with their names now; nil where that holds for all.
    package private(set) var attended: [UInt32: String]?

    package init(
        capacity: HostCapacity, devices: DeviceLedger = DeviceLedger(), halfLife: HalfLife = .usual,
        attended: [UInt32: String]? = nil
    ) {
        ledger = LeaseLedger(capacity: capacity, halfLife: halfLife)
        self.devices = devices
        self.attended = attended
        ledger.deviceCount = devices.devices.count
    }

    /// Ranks an owner anew, and those who share a limit with her.
    mutating func rank(_ owner: UInt32) {
        for owner in ledger.sharers(with: owner) { ready.rank(owner, ledger: ledger) }
        deviceLine.forgetOrder()
    }

    mutating func rankAll() {
        for owner in Array(ready.allOwners) { ready.rank(owner, ledger: ledger) }
        deviceLine.forgetOrder()
    }

    /// Changes what is known of owners; ranks nobody.
    mutating func updateLedger<Answer>(_ change: (inout LeaseLedger) -> Answer) -> Answer { change(&ledger) }

    package var capacity: HostCapacity { ledger.capacity }

    /// How many attempts hold a lease.
    package var live: Int { ledger.count }

    /// Whether a sweep waits for GPUs, or holds some.
    package var concernsDevices: Bool { !deviceLine.isEmpty || !devices.isEmpty }

    /// Whether a sweep would start a run with GPUs if there were room.
    package var awaitsDevices: Bool { !deviceLine.isEmpty }

    func entry(_ sweep: SweepID) -> SweepEntry? { entries[sweep] }

    /// Inserts a sweep, or replaces what is known of it.
    package mutating func update(_ entry: SweepEntry) {
        let old = entries.updateValue(entry, forKey: entry.id)
        if old == nil { sweepCounts[entry.owner, default: 0] += 1 }
        let needsDevices = isReady(entry) && devices.needsDevices(entry.request.devices)
        deviceLine.set(entry.id, isIn: needsDevices)
        let isReadyNow = isReady(entry) && !needsDevices
        let wasReady = ready.contains(entry.id)
        if let old, wasReady, !isReadyNow || !old.hasRank(of: entry) { ready.remove(old, ledger: ledger) }
        if isReadyNow, !wasReady || old?.hasRank(of: entry) != true { ready.insert(entry, ledger: ledger) }
    }

    package mutating func remove(_ sweep: SweepID) {
        guard let old = entries.removeValue(forKey: sweep) else { return }
        sweepCounts[old.owner, default: 0] -= 1
        deviceLine.set(sweep, isIn: false)
        if ready.contains(sweep) { ready.remove(old, ledger: ledger) }
    }

    /// Changes what is known of GPUs. What `auto` means may be another thing then.
    package mutating func updateDevices(_ change: (inout DeviceLedger) -> Void) {
        let supply = devices.supply
        change(&devices)
        if ledger.deviceCount != devices.devices.count {
            ledger.deviceCount = devices.devices.count
            rankAll()
        }
        guard devices.supply != supply else { return }
        for entry in entries.values where entry.request.devices.count == .auto { update(entry) }
    }

    /// Says of whom there is an agent now, by uid and name: runs of others wait, and hold nobody up; nil where there is one
    /// for all.
    package mutating func attend(_ users: [UInt32: String]?) {
        let before = attended
        attended = users
        for entry in entries.values
        where (before == nil) != (users == nil) || before?[entry.owner] != users?[entry.owner] { update(entry) }
    }

    /// Books a lease: for an attempt about to start, or one that a restart found open.
    ///
    /// - Parameter age: for how long it has been held.
    /// - Returns: false, and nothing changes, where the attempt holds a lease already.
    @discardableResult
    package mutating func acquire(_ lease: Lease, age: Span = .zero) -> Bool {
        guard ledger.acquire(lease, age: age) else { return false }
        devices.acquire(lease.devices, for: lease.attempt)
        rank(lease.owner)
        return true
    }

    /// Takes the lease of an attempt back.
    ///
    /// - Parameter ago: how long ago it ended.
    /// - Returns: whose it was; nil, and nothing changes, where the attempt holds none.
    @discardableResult
    package mutating func release(_ attempt: AttemptID, ago: Span = .zero) -> UInt32? {
        guard let lease = ledger.release(attempt, ago: ago) else { return nil }
        devices.release(attempt)
        rank(lease.owner)
        return lease.owner
    }

    /// The sweep that may start a run now, and what that run leases; nil where none may.
    ///
    /// The caller claims a run of that sweep, calls ``acquire(_:)`` and ``update(_:)``, and asks again. Where it
    /// finds no run after all, it updates the entry and asks again.
    package mutating func next() -> Decision? {
        guard drain == nil else { return nil }
        let first = ready.first.flatMap { entries[$0] }
        let lacks = first.map { shortages(for: $0) } ?? []
        // Who only lacks a slot lacks nothing that runs with GPUs take.
        let rival = lacks == [.slot] ? nil : first
        if !deviceLine.isEmpty, mayLeaseDevices {
            switch nextWithDevices(before: rival) {
            case .starts(let decision): return decision
            case .barrier: return nil
            case .nobody: break
            }
        }
        guard let first, lacks.isEmpty else { return nil }
        return decision(first, devices: [])
    }

    func decision(_ entry: SweepEntry, devices: [DeviceBooking]) -> Decision {
        let booking = capacity.booking(for: entry.request)
        return Decision(
            sweep: entry.id, owner: entry.owner, cpus: booking.cpus, memory: booking.memory, devices: devices)
    }

    /// What is lacking of the host, GPUs left out.
    func shortages(for entry: SweepEntry) -> [LeaseLedger.Shortage] {
        ledger.shortages(
            for: capacity.booking(for: entry.request), takesSlot: !devices.needsDevices(entry.request.devices))
    }

    /// Who of those that stand in line gets GPUs next.
    mutating func chooseDevices(among line: [DeviceClaim], barred: Set<SweepID>) -> DeviceDecision? {
        devices.next(among: line, barred: barred)
    }

    /// Why this host can never run what is asked for (code `limit`); nil where it can.
    package func refusal(for request: ResourceRequest) -> Fault? {
        capacity.refusal(for: request) ?? devices.refusal(for: request.devices)
    }

    /// Whether there is an agent of whoever submitted the sweep, and not only of whoever has her number now.
    package func isAttended(_ entry: SweepEntry) -> Bool {
        guard let attended else { return true }
        let owner = Owner(uid: entry.owner, name: entry.ownerName)
        return attended[entry.owner].map { owner.isStill(Owner(uid: entry.owner, name: $0)) } ?? false
    }

    /// Whether a run of the sweep would start if it were first in line and everything free.
    func isReady(_ entry: SweepEntry) -> Bool {
        isAttended(entry) && entry.machine.mayStartRuns && !entry.awaitsImage
            && (entry.queued > 0 || entry.mayMaterialise)
            && entry.live < entry.maxParallel ?? .max && capacity.refusal(for: entry.request) == nil
    }
}

/// A sweep that may start a run now, and what the run's lease holds.
package struct Decision: Hashable, Sendable {
    package let sweep: SweepID
    package let owner: UInt32
    /// Cores.
    package let cpus: Int
    package let memory: ByteCount
    package let devices: [DeviceBooking]

    package init(sweep: SweepID, owner: UInt32, cpus: Int, memory: ByteCount, devices: [DeviceBooking] = []) {
        self.sweep = sweep
        self.owner = owner
        self.cpus = cpus
        self.memory = memory
        self.devices = devices
    }

    /// The lease of the attempt that carries this decision out.
    package func lease(for attempt: AttemptID) -> Lease {
        Lease(attempt: attempt, owner: owner, cpus: cpus, memory: memory, devices: devices)
    }
}

extension SweepEntry {
    /// Whether both stand at the same place in line.
    fileprivate func hasRank(of other: SweepEntry) -> Bool {
        (priority, owner, order) == (other.priority, other.owner, other.order)
    }
}
