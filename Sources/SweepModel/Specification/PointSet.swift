/// Points, each once: told apart by ``Point/key``, in a form that holds millions of them.
///
/// A hash table with linear probing over keys that lie one behind the other: no key is an object of its own, and what is
/// hashed is never hashed again.
package struct PointSet: Sendable {
    private struct Entry {
        var hash: Int
        /// Of its key, among all of them.
        var range: Range<Int>
    }

    private var keys: [UInt8] = []
    private var entries: [Entry] = []
    /// The number of an entry, from 1, at the place of its hash or the next free one behind; 0 is free.
    private var slots: [Int32] = [0]

    package init() {}

    package init(_ points: [Point]) {
        for point in points { _ = insert(point) }
    }

    package var isEmpty: Bool { entries.isEmpty }
    package var count: Int { entries.count }

    /// - Returns: whether the point was new.
    package mutating func insert(_ point: Point) -> Bool {
        let start = keys.count
        point.appendKey(to: &keys)
        let entry = Entry(hash: hash(start..<keys.count), range: start..<keys.count)
        let slot = slot(of: entry)
        guard slots[slot] == 0 else {
            keys.removeSubrange(start...)
            return false
        }
        entries.append(entry)
        slots[slot] = Int32(truncatingIfNeeded: entries.count)
        if entries.count * 2 > slots.count { grow() }
        return true
    }

    private func hash(_ range: Range<Int>) -> Int {
        var hasher = Hasher()
        keys.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[range])) }
        return hasher.finalize()
    }

    /// Where the entry stands, or could stand.
    private func slot(of entry: Entry) -> Int {
        let mask = slots.count - 1
        var slot = entry.hash & mask
        while slots[slot] != 0, !isSame(entries[Int(slots[slot]) - 1], entry) { slot = (slot + 1) & mask }
        return slot
    }

    private func isSame(_ one: Entry, _ other: Entry) -> Bool {
        one.hash == other.hash && keys[one.range].elementsEqual(keys[other.range])
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 4)
        let mask = slots.count - 1
        for (index, entry) in entries.enumerated() {
            var slot = entry.hash & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(truncatingIfNeeded: index + 1)
        }
    }
}
