internal import SweepModel

/// The runs that wait for their backoff, soonest first: a binary heap.
struct WakeQueue {
    private var heap: [(at: Instant, run: RunID)] = []

    var next: Instant? { heap.first?.at }

    mutating func add(_ run: RunID, at: Instant) {
        heap.append((at, run))
        var child = heap.count - 1
        while child > 0, heap[child].at < heap[(child - 1) / 2].at {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The next run that is due, taken out; nil where none is.
    mutating func popDue(at now: Instant) -> RunID? {
        guard let first = heap.first, first.at <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink()
        return first.run
    }

    private mutating func sink() {
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
            guard let child = children.min(by: { heap[$0].at < heap[$1].at }), heap[child].at < heap[parent].at
            else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
