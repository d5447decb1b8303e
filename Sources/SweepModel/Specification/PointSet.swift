/// Points, each once: told apart by ``Point/key``, in a form that holds millions of them.
///
/// A hash table with linear probing over keys that lie one behind the other: no key is an object of its own, and what is
/// hashed is never hashed again.
package struct PointSet: Sendable {
    private struct Entry {
        var hash: Int
        /// Where its key lies.
        var piece: Int32
        var start: Int32
        var end: Int32
    }

    /// Keys in pieces of about ``pieceSize`` bytes, so that none is ever moved.
    private var pieces: [[UInt8]] = []
    private var entries: [Entry] = []
    /// The number of an entry, from 1, at the place of its hash or the next free one behind; 0 is free.
    private var slots: [Int32] = [0]

    private static let pieceSize = 1 << 20
    /// What the last key of a piece may take beyond its size without making it move.
    private static let slack = 1 << 12

    package init() {}

    package init(_ points: [Point]) {
        for point in points { _ = insert(point) }
    }

    package var isEmpty: Bool { entries.isEmpty }
    package var count: Int { entries.count }

    /// - Returns: whether the point was new.
    package mutating func insert(_ point: Point) -> Bool {
        let entry = entry(of: point)
        let slot = slot(of: entry)
        guard slots[slot] == 0 else {
            pieces[Int(entry.piece)].removeSubrange(Int(entry.start)...)
            return false
        }
        entries.append(entry)
        slots[slot] = Int32(truncatingIfNeeded: entries.count)
        if entries.count * 2 > slots.count { grow() }
        return true
    }

    /// Writes the point's key behind the others.
    private mutating func entry(of point: Point) -> Entry {
        if pieces.last.map({ $0.count >= Self.pieceSize }) ?? true {
            pieces.append([])
            if pieces.count > 1 { pieces[pieces.count - 1].reserveCapacity(Self.pieceSize + Self.slack) }
        }
        let piece = pieces.count - 1
        let start = pieces[piece].count
        point.appendKey(to: &pieces[piece])
        var hasher = Hasher()
        pieces[piece].withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[start...])) }
        return Entry(
            hash: hasher.finalize(), piece: Int32(piece), start: Int32(start), end: Int32(clamping: pieces[piece].count)
        )
    }

    /// Where the entry stands, or could stand.
    private func slot(of entry: Entry) -> Int {
        let mask = slots.count - 1
        var slot = entry.hash & mask
        while slots[slot] != 0, !isSame(entries[Int(slots[slot]) - 1], entry) { slot = (slot + 1) & mask }
        return slot
    }

    private func isSame(_ one: Entry, _ other: Entry) -> Bool {
        one.hash == other.hash && key(one).elementsEqual(key(other))
    }

    private func key(_ entry: Entry) -> ArraySlice<UInt8> {
        pieces[Int(entry.piece)][Int(entry.start)..<Int(entry.end)]
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
