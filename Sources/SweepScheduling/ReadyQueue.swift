internal import SweepModel

/// The sweeps that would start a run if there were room, ranked: priority, then owner, then order of submission.
///
/// Three storeys of heaps, so that a change costs O(log n) however many sweeps wait: priorities; per priority the
/// owners with something ready; per owner and priority the sweeps.
struct ReadyQueue: Sendable {
    /// Who of two owners goes first: who has had the least of what is hers, then the longest wait since the last start,
    /// then whose sweep was submitted first.
    struct Standing: Comparable, Sendable {
        let burden: Double
        let lastStart: Int
        let order: Int64

        static func < (left: Standing, right: Standing) -> Bool {
            (left.burden, left.lastStart, left.order) < (right.burden, right.lastStart, right.order)
        }
    }

    typealias Sweeps = IndexedHeap<SweepID, Int64>

    /// Negated, so that the highest comes first.
    private var priorities = IndexedHeap<Int, Int>()
    private var owners: [Int: IndexedHeap<UInt32, Standing>] = [:]
    private var sweeps: [UInt32: [Int: Sweeps]] = [:]
    private var members: Set<SweepID> = []

    init() {}

    /// The sweep whose turn it is.
    var first: SweepID? {
        guard let priority = priorities.first?.id, let owner = firstOwner(at: priority) else { return nil }
        return sweeps[owner]?[priority]?.first?.id
    }

    func contains(_ sweep: SweepID) -> Bool { members.contains(sweep) }

    func firstOwner(at priority: Int) -> UInt32? { owners[priority]?.first?.id }

    mutating func insert(_ entry: SweepEntry, ledger: LeaseLedger) {
        members.insert(entry.id)
        sweeps[entry.owner, default: [:]][entry.priority, default: Sweeps()].insert(entry.id, rank: entry.order)
        rank(entry.owner, at: entry.priority, ledger: ledger)
    }

    mutating func remove(_ entry: SweepEntry, ledger: LeaseLedger) {
        members.remove(entry.id)
        sweeps[entry.owner]?[entry.priority]?.remove(entry.id)
        rank(entry.owner, at: entry.priority, ledger: ledger)
    }

    /// Ranks an owner anew after the ledger changed.
    mutating func rank(_ owner: UInt32, ledger: LeaseLedger) {
        guard let priorities = sweeps[owner]?.keys else { return }
        for priority in priorities { rank(owner, at: priority, ledger: ledger) }
    }

    private mutating func rank(_ owner: UInt32, at priority: Int, ledger: LeaseLedger) {
        guard let order = sweeps[owner]?[priority]?.first?.rank else {
            // Nothing of this owner is ready at this priority any more.
            sweeps[owner]?[priority] = nil
            return withdraw(owner, at: priority)
        }
        // Whoever has all she may have holds nobody up.
        guard ledger.mayStartRun(owner) else { return withdraw(owner, at: priority) }
        let standing = Standing(burden: ledger.burden(of: owner), lastStart: ledger.lastStart(of: owner), order: order)
        owners[priority, default: IndexedHeap()].insert(owner, rank: standing)
        priorities.insert(priority, rank: -priority)
    }

    private mutating func withdraw(_ owner: UInt32, at priority: Int) {
        owners[priority]?.remove(owner)
        guard owners[priority]?.isEmpty ?? true else { return }
        owners[priority] = nil
        priorities.remove(priority)
    }

    /// Everybody with something ready.
    var allOwners: some Sequence<UInt32> { sweeps.keys }
}

/// What an explanation counts; these look at every sweep concerned.
extension ReadyQueue {
    func count(above priority: Int) -> Int {
        sweeps.values.reduce(0) { sum, queues in
            sum + queues.reduce(0) { $1.key > priority ? $0 + $1.value.count : $0 }
        }
    }

    /// How many sweeps of the same owner and priority were submitted before this one.
    func count(before entry: SweepEntry) -> Int {
        sweeps[entry.owner]?[entry.priority]?.ranks.count { $0 < entry.order } ?? 0
    }
}
