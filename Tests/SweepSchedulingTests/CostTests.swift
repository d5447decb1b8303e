import SweepModel
import SweepScheduling
import TestSupport
import Testing

/// That ten thousand pending sweeps cost no more than a logarithm: comparisons are counted, not seconds.
@Suite struct CostTests {
    private static let size = 10_000

    /// A rank that counts how often it is compared.
    private struct CountedRank: Comparable, Sendable {
        @TaskLocal static var counter = Counter()
        let value: Int

        static func < (left: CountedRank, right: CountedRank) -> Bool {
            counter.count += 1
            return left.value < right.value
        }
    }

    /// Used by one test on one thread.
    private final class Counter: @unchecked Sendable { var count = 0 }

    @Test func `inserting, ranking anew and removing among ten thousand take few comparisons`() {
        let counter = Counter()
        CountedRank.$counter.withValue(counter) {
            var random = SeededGenerator(seed: 7)
            var heap = IndexedHeap<Int, CountedRank>()
            for id in 0..<Self.size {
                heap.insert(id, rank: CountedRank(value: Int.random(in: 0...1_000_000, using: &random)))
            }
            var most = 0
            for step in 0..<Self.size {
                counter.count = 0
                let id = Int.random(in: 0..<Self.size, using: &random)
                if step.isMultiple(of: 2) { heap.remove(id) }
                heap.insert(id, rank: CountedRank(value: Int.random(in: 0...1_000_000, using: &random)))
                most = max(most, counter.count)
            }
            // Two operations, each up or down a tree of 14 levels with two comparisons a level, and some slack.
            #expect(most <= 4 * 14 + 4)
        }
    }

    @Test func `a heap gives its identifiers back by rank`() {
        var random = SeededGenerator(seed: 3)
        var heap = IndexedHeap<Int, Int>()
        var expected: [Int: Int] = [:]
        for rank in Array(0..<2_000).shuffled(using: &random) {
            let id = Int.random(in: 0..<500, using: &random)
            heap.insert(id, rank: rank)
            expected[id] = rank
            if rank.isMultiple(of: 5) {
                heap.remove(rank % 500)
                expected[rank % 500] = nil
            }
            #expect(heap.first?.rank == expected.values.min())
        }
        var ranks: [Int] = []
        while let first = heap.first {
            ranks.append(first.rank)
            heap.remove(first.id)
        }
        #expect(ranks == expected.values.sorted())
        #expect(heap.isEmpty && heap.count == 0)
    }

    @Test func `ten thousand pending sweeps drain in the order of the rules`() {
        var schedule = Schedule(capacity: HostCapacity(slots: 8, cpus: 8, memory: .gibibytes(8)))
        for order in 1...Self.size {
            schedule.update(
                .sample("s\(order)", order: Int64(order), priority: order % 3, queued: 1, mayMaterialise: false))
        }
        var drained: [Int] = []
        while let decision = schedule.next(), let order = Int(decision.sweep.text.dropFirst()) {
            let attempt = AttemptID.first(of: decision.sweep, 1)
            schedule.acquire(decision.lease(for: attempt))
            schedule.remove(decision.sweep)
            schedule.release(attempt)
            drained.append(order)
        }
        #expect(drained == (1...Self.size).sorted { ($1 % 3, $0) < ($0 % 3, $1) })
    }
}
