import SweepModel
import SweepScheduling

/// The rules written down as plainly as possible, every question answered by looking at everything: what `Schedule`
/// must agree with.
struct NaiveSchedule {
    let capacity: HostCapacity
    private(set) var entries: [SweepID: SweepEntry] = [:]
    private(set) var leases: [AttemptID: Lease] = [:]
    private var lastStart: [UInt32: Int] = [:]
    private var starts = 0

    init(capacity: HostCapacity) { self.capacity = capacity }

    mutating func update(_ entry: SweepEntry) { entries[entry.id] = entry }
    mutating func remove(_ sweep: SweepID) { entries[sweep] = nil }

    mutating func acquire(_ lease: Lease) {
        leases[lease.attempt] = lease
        starts += 1
        lastStart[lease.owner] = starts
    }

    mutating func release(_ attempt: AttemptID) { leases[attempt] = nil }

    func next() -> Decision? {
        let first = entries.values.filter(isReady).min { left, right in
            if left.priority != right.priority { return left.priority > right.priority }
            if left.owner != right.owner { return rank(left.owner, left) < rank(right.owner, right) }
            return left.order < right.order
        }
        guard let first else { return nil }
        let booked = (cpus: cpus(of: first), memory: first.request.memory?.bytes ?? 0)
        let cores = max(capacity.cpus, capacity.slots)
        guard leases.count < capacity.slots, leases.values.reduce(booked.cpus, { $0 + $1.cpus }) <= cores,
            leases.values.reduce(booked.memory, { $0 + $1.memory.bytes }) <= capacity.memory.bytes
        else { return nil }
        return Decision(
            sweep: first.id, owner: first.owner, cpus: booked.cpus, memory: ByteCount(bytes: booked.memory))
    }

    /// Cores in use (time stands still here, so that nothing is used but what is held), last start, and the owner's first sweep of that priority in the order of submission.
    private func rank(_ owner: UInt32, _ entry: SweepEntry) -> (Int, Int, Int64) {
        let earliest = entries.values.filter { isReady($0) && $0.owner == owner && $0.priority == entry.priority }
        return (
            leases.values.filter { $0.owner == owner }.reduce(0) { $0 + max(1, $1.cpus) }, lastStart[owner] ?? 0,
            earliest.map(\.order).min() ?? .max
        )
    }

    private func cpus(of entry: SweepEntry) -> Int {
        entry.request.cpus ?? max(1, capacity.cpus / max(1, capacity.slots))
    }

    private func isReady(_ entry: SweepEntry) -> Bool {
        entry.machine.mayStartRuns && !entry.awaitsImage && (entry.queued > 0 || entry.mayMaterialise)
            && entry.live < (entry.maxParallel ?? .max) && cpus(of: entry) <= capacity.cpus
            && (entry.request.memory?.bytes ?? 0) <= capacity.memory.bytes
    }
}
