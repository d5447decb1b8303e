/// Each of several things behind those that it needs, otherwise as they stand: of those that could come next the first
/// does.
package struct DependencyOrder: Sendable {
    /// Their places; without those that need each other in a circle, and what needs these.
    package private(set) var places: [Int] = []
    /// Whether all of them are there.
    package let isWhole: Bool

    /// - Parameter needs: for each the places of what it needs.
    package init(_ needs: [[Int]]) {
        var missing = needs.map(\.count)
        var dependents = [[Int]](repeating: [], count: needs.count)
        for (place, needed) in needs.enumerated() {
            for other in needed { dependents[other].append(place) }
        }
        var ready = SmallestFirst()
        for place in needs.indices where missing[place] == 0 { ready.insert(place) }
        while let place = ready.removeFirst() {
            places.append(place)
            for dependent in dependents[place] {
                missing[dependent] -= 1
                if missing[dependent] == 0 { ready.insert(dependent) }
            }
        }
        isWhole = places.count == needs.count
    }
}

/// A binary heap.
private struct SmallestFirst {
    private var items: [Int] = []

    mutating func insert(_ item: Int) {
        var place = items.count
        items.append(item)
        while place > 0, items[(place - 1) / 2] > items[place] {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeFirst() -> Int? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first }
        items[0] = last
        var place = 0
        while let child = (2 * place + 1...2 * place + 2).filter({ $0 < items.count }).min(by: { items[$0] < items[$1] }
        ),
            items[child] < items[place]
        {
            items.swapAt(place, child)
            place = child
        }
        return first
    }
}
