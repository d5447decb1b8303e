/// Identifiers ordered by rank, the lowest first: insertion, removal and change of rank in O(log n).
///
/// A binary heap that knows the place of each identifier. Ranks that are equal come in any order, so whoever needs
/// one order gives ranks that differ.
package struct IndexedHeap<ID: Hashable & Sendable, Rank: Comparable & Sendable>: Sendable {
    private struct Node {
        let id: ID
        let rank: Rank
    }

    private var nodes: [Node] = []
    private var places: [ID: Int] = [:]

    package init() {}

    package var count: Int { nodes.count }
    package var isEmpty: Bool { nodes.isEmpty }
    package var first: (id: ID, rank: Rank)? { nodes.first.map { ($0.id, $0.rank) } }

    /// All ranks, in no order.
    package var ranks: some Sequence<Rank> { nodes.lazy.map(\.rank) }

    /// Inserts the identifier, or gives it another rank.
    package mutating func insert(_ id: ID, rank: Rank) {
        if let place = places[id] {
            nodes[place] = Node(id: id, rank: rank)
            restore(at: place)
        } else {
            nodes.append(Node(id: id, rank: rank))
            places[id] = nodes.count - 1
            restore(at: nodes.count - 1)
        }
    }

    /// Removes the identifier, if it is there.
    package mutating func remove(_ id: ID) {
        guard let place = places.removeValue(forKey: id) else { return }
        let last = nodes.removeLast()
        guard place < nodes.count else { return }
        nodes[place] = last
        places[last.id] = place
        restore(at: place)
    }

    /// Moves the node at `place` up or down until the order holds again.
    private mutating func restore(at place: Int) {
        var place = place
        while place > 0, nodes[place].rank < nodes[(place - 1) / 2].rank {
            swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
        while let child = lowerChild(of: place), nodes[child].rank < nodes[place].rank {
            swap(place, child)
            place = child
        }
    }

    private func lowerChild(of place: Int) -> Int? {
        let left = 2 * place + 1
        guard left < nodes.count else { return nil }
        guard left + 1 < nodes.count else { return left }
        return nodes[left + 1].rank < nodes[left].rank ? left + 1 : left
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        nodes.swapAt(left, right)
        places[nodes[left].id] = left
        places[nodes[right].id] = right
    }
}
