package import SweepModel

/// Which sweep may start a run next: a snapshot of the queue and the ledger of leases, and nothing else.
///
/// Sweeps with something to start are ranked by priority (higher first), then fairly between owners (fewest slots in
/// use, then the longest wait since the last start), then by order of submission. Only the first in this line may
/// start. Where it does not fit what is free, everybody behind it waits too, until enough leases have ended: so
/// what others leave free adds up for a large request, and it cannot starve. A sweep that could not start however much
/// were free (held, paused, at its `max_parallel`, nothing waiting) stands in no line and blocks nobody.
///
/// Every change and every decision costs O(log n) for n sweeps.
package struct Schedule: Sendable {
    private(set) var ledger: LeaseLedger
    private(set) var ready = ReadyQueue()
    private var entries: [SweepID: SweepEntry] = [:]

    package init(capacity: HostCapacity) { ledger = LeaseLedger(capacity: capacity) }

    package var capacity: HostCapacity { ledger.capacity }

    /// How many attempts hold a lease.
    package var live: Int { ledger.slots }

    func entry(_ sweep: SweepID) -> SweepEntry? { entries[sweep] }

    /// Inserts a sweep, or replaces what is known of it.
    package mutating func update(_ entry: SweepEntry) {
        let old = entries.updateValue(entry, forKey: entry.id)
        let wasReady = old.map(isReady) ?? false
        if let old, wasReady, !isReady(entry) || !old.hasRank(of: entry) { ready.remove(old, ledger: ledger) }
        if isReady(entry), !wasReady || old?.hasRank(of: entry) != true { ready.insert(entry, ledger: ledger) }
    }

    package mutating func remove(_ sweep: SweepID) {
        guard let old = entries.removeValue(forKey: sweep), isReady(old) else { return }
        ready.remove(old, ledger: ledger)
    }

    /// Books a lease: for an attempt about to start, or one that a restart found open.
    ///
    /// - Returns: false, and nothing changes, where the attempt holds a lease already.
    @discardableResult
    package mutating func acquire(_ lease: Lease) -> Bool {
        guard ledger.acquire(lease) else { return false }
        ready.rank(lease.owner, ledger: ledger)
        return true
    }

    /// Takes the lease of an attempt back.
    ///
    /// - Returns: false, and nothing changes, where the attempt holds none.
    @discardableResult
    package mutating func release(_ attempt: AttemptID) -> Bool {
        guard let lease = ledger.release(attempt) else { return false }
        ready.rank(lease.owner, ledger: ledger)
        return true
    }

    /// The sweep that may start a run now, and what that run leases; nil where none may.
    ///
    /// The caller claims a run of that sweep, calls ``acquire(_:)`` and ``update(_:)``, and asks again. Where it
    /// finds no run after all, it updates the entry and asks again.
    package func next() -> Decision? {
        guard let sweep = ready.first, let entry = entries[sweep] else { return nil }
        let booking = capacity.booking(for: entry.request)
        guard ledger.shortages(for: booking).isEmpty else { return nil }
        return Decision(sweep: sweep, owner: entry.owner, cpus: booking.cpus, memory: booking.memory)
    }

    /// Why this host can never run what is asked for (code `limit`); nil where it can.
    package func refusal(for request: ResourceRequest) -> Fault? { capacity.refusal(for: request) }

    /// Whether a run of the sweep would start if it were first in line and everything free.
    func isReady(_ entry: SweepEntry) -> Bool {
        entry.machine.mayStartRuns && (entry.queued > 0 || entry.mayMaterialise)
            && entry.live < entry.maxParallel ?? .max && refusal(for: entry.request) == nil
    }
}

/// A sweep that may start a run now, and what the run's lease holds.
package struct Decision: Hashable, Sendable {
    package let sweep: SweepID
    package let owner: UInt32
    /// Cores.
    package let cpus: Int
    package let memory: ByteCount

    package init(sweep: SweepID, owner: UInt32, cpus: Int, memory: ByteCount) {
        self.sweep = sweep
        self.owner = owner
        self.cpus = cpus
        self.memory = memory
    }

    /// The lease of the attempt that carries this decision out.
    package func lease(for attempt: AttemptID) -> Lease {
        Lease(attempt: attempt, owner: owner, cpus: cpus, memory: memory)
    }
}

extension SweepEntry {
    /// Whether both stand at the same place in line.
    fileprivate func hasRank(of other: SweepEntry) -> Bool {
        (priority, owner, order) == (other.priority, other.owner, other.order)
    }
}
