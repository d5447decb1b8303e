internal import SweepModel

/// Who holds what. Amounts are integers, so that what is released is exactly what was booked.
struct LeaseLedger: Sendable {
    /// A resource of which too little is free.
    enum Shortage: Hashable, Sendable { case slot, cpus, memory }

    let capacity: HostCapacity
    private var leases: [AttemptID: Lease] = [:]
    private(set) var cpus = 0
    private(set) var memory: Int64 = 0
    private var leasesByOwner: [UInt32: Int] = [:]
    /// The running number of each owner's last start, from 1.
    private var lastStarts: [UInt32: Int] = [:]
    private var starts = 0

    init(capacity: HostCapacity) { self.capacity = capacity }

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
    mutating func acquire(_ lease: Lease) -> Bool {
        guard leases[lease.attempt] == nil else { return false }
        leases[lease.attempt] = lease
        cpus += lease.cpus
        memory += lease.memory.bytes
        slots += lease.takesSlot ? 1 : 0
        leasesByOwner[lease.owner, default: 0] += 1
        starts += 1
        lastStarts[lease.owner] = starts
        return true
    }

    /// Takes a lease back; nil where the attempt holds none.
    mutating func release(_ attempt: AttemptID) -> Lease? {
        guard let lease = leases.removeValue(forKey: attempt) else { return nil }
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
