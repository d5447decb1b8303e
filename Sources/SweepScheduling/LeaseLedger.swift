internal import SweepModel

/// Who holds what. Amounts are integers, so that what is released is exactly what was booked.
struct LeaseLedger: Sendable {
    /// A resource of which too little is free.
    enum Shortage: Hashable, Sendable { case slot, cpus, memory }

    let capacity: HostCapacity
    private var leases: [AttemptID: (lease: Lease, since: Double)] = [:]
    private(set) var usage: UsageLedger
    private var rules: [UInt32: OwnerRules] = [:]
    private var pools: [String: PoolUse] = [:]
    /// How many GPUs the host has.
    var deviceCount = 0
    private(set) var cpus = 0
    private(set) var memory: Int64 = 0
    private var leasesByOwner: [UInt32: Int] = [:]
    /// The running number of each owner's last start, from 1.
    private var lastStarts: [UInt32: Int] = [:]
    private var starts = 0

    init(capacity: HostCapacity, halfLife: HalfLife) {
        self.capacity = capacity
        usage = UsageLedger(halfLife: halfLife)
    }

    /// How many leases there are.
    var count: Int { leases.count }
    /// How many of them take a slot.
    private(set) var slots = 0

    /// How many runs of this owner execute.
    func slots(of owner: UInt32) -> Int { leasesByOwner[owner] ?? 0 }

    /// Which start, counted over all owners, was this owner's last; 0 where there was none.
    func lastStart(of owner: UInt32) -> Int { lastStarts[owner] ?? 0 }

    /// Books a lease; false where its attempt holds one already.
    ///
    /// Takes what does not fit too: leases that a restart finds open exist, whatever the new capacity says.
    ///
    /// - Parameter age: for how long it has been held.
    mutating func acquire(_ lease: Lease, age: Span) -> Bool {
        guard leases[lease.attempt] == nil else { return false }
        leases[lease.attempt] = (lease, usage.begin(lease, age: age.seconds))
        count(lease, 1)
        cpus += lease.cpus
        memory += lease.memory.bytes
        slots += lease.takesSlot ? 1 : 0
        leasesByOwner[lease.owner, default: 0] += 1
        starts += 1
        lastStarts[lease.owner] = starts
        return true
    }

    /// Takes a lease back; nil where the attempt holds none.
    ///
    /// - Parameter ago: how long ago it ended.
    mutating func release(_ attempt: AttemptID, ago: Span) -> Lease? {
        guard let (lease, since) = leases.removeValue(forKey: attempt) else { return nil }
        usage.end(lease, since: since, ago: ago.seconds)
        count(lease, -1)
        cpus -= lease.cpus
        memory -= lease.memory.bytes
        slots -= lease.takesSlot ? 1 : 0
        leasesByOwner[lease.owner, default: 0] -= 1
        return lease
    }

    /// What is lacking for this booking now; empty where it fits.
    ///
    /// - Parameter takesSlot: whether it is a run's without GPUs.
    func shortages(for booking: Booking, takesSlot: Bool = true) -> [Shortage] {
        var lacks: [Shortage] = []
        if takesSlot, slots >= capacity.slots { lacks.append(.slot) }
        if cpus + booking.cpus > capacity.leasableCPUs { lacks.append(.cpus) }
        if memory + booking.memory.bytes > capacity.memory.bytes { lacks.append(.memory) }
        return lacks
    }
}

// MARK: What owners may have

extension LeaseLedger {
    /// What the members of a pool hold together.
    private struct PoolUse: Sendable { var (runs, millionths) = (0, 0) }

    /// Goes on to this instant; whether every owner's burden is another.
    mutating func advance(to instant: Instant) -> Bool { usage.advance(to: instant) }

    mutating func restore(_ time: ResourceTime, of owner: UInt32, age: Span) {
        usage.restore(time, of: owner, age: age.seconds)
    }

    func rules(of owner: UInt32) -> OwnerRules { rules[owner] ?? OwnerRules() }

    /// Sets what holds for an owner, and counts her pools anew.
    mutating func set(_ new: OwnerRules, for owner: UInt32) {
        guard new != rules(of: owner) else { return }
        rules[owner] = new
        pools = [:]
        for (lease, _) in leases.values { count(lease, 1) }
    }

    private mutating func count(_ lease: Lease, _ sign: Int) {
        for limit in rules(of: lease.owner).limits {
            pools[limit.pool, default: PoolUse()].runs += sign
            pools[limit.pool, default: PoolUse()].millionths += sign * lease.millionths
        }
    }

    /// Those who are counted together with an owner, herself among them.
    func sharers(with owner: UInt32) -> [UInt32] {
        let pools = Set(rules(of: owner).limits.map(\.pool))
        guard !pools.isEmpty else { return [owner] }
        return [owner] + rules.filter { $0.key != owner && $0.value.limits.contains { pools.contains($0.pool) } }.keys
    }

    /// The same of one of her limits.
    func sharers(with owner: UInt32, in limit: OwnerLimit) -> [UInt32] {
        [owner] + rules.filter { $0.key != owner && $0.value.limits.contains { $0.pool == limit.pool } }.keys
    }

    /// Whether an owner may have another run at all, its GPUs left aside.
    func mayStartRun(_ owner: UInt32) -> Bool { !rules(of: owner).limits.contains(where: isFull) }

    /// Whether all runs that a limit allows execute.
    private func isFull(_ limit: OwnerLimit) -> Bool { limit.runs.map { runs(in: limit) >= $0 } ?? false }

    private func runs(in limit: OwnerLimit) -> Int { pools[limit.pool]?.runs ?? 0 }

    /// Why an owner may not start a run with so much of GPUs now, in words; empty where she may.
    ///
    /// - Parameter millionths: of GPUs.
    func limits(on owner: UInt32, millionths: Int) -> [String] {
        rules(of: owner).limits.flatMap { limit in
            let held = pools[limit.pool]?.millionths ?? 0
            let lacksRun = isFull(limit) ? "\(runs(in: limit)) of \(limit.runs ?? 0) runs execute" : nil
            let lacksGPU = limit.gpus.flatMap { most in
                millionths > 0 && held + millionths > most * 1_000_000
                    ? "\(Self.text(held)) of \(most.counted("GPU")) leased, a run needs \(Self.text(millionths))" : nil
            }
            return [lacksRun, lacksGPU].compactMap { $0 }.map { "limit \(limit.key): \($0)" }
        }
    }

    private static func text(_ millionths: Int) -> String {
        let tenths = (millionths + 50_000) / 100_000
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    /// Who goes first has less of it; see ``UsageLedger/burden(of:share:cores:gpus:)``.
    func burden(of owner: UInt32) -> Double {
        usage.burden(of: owner, share: rules(of: owner).share, cores: capacity.cpus, gpus: deviceCount)
    }
}
