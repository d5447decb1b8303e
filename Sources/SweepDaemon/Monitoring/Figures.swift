internal import SweepModel
internal import Synchronization

/// What the scheduling loop counts while it works, so that telling it costs the same whatever the queue holds.
///
/// Counters are from the daemon's start, as Prometheus expects; it takes a restart for a reset.
final class Figures: Sendable {
    /// Upper bounds of the histogram's classes, in seconds.
    static let bounds = [0.001, 0.005, 0.02, 0.1, 0.5, 2]

    struct Ending: Hashable, Comparable, Sendable {
        let state: String
        let reason: String

        static func < (left: Ending, right: Ending) -> Bool { (left.state, left.reason) < (right.state, right.reason) }
    }

    struct Counts: Sendable {
        var ended: [Ending: Int] = [:]
        var ticks = 0
        var tickSeconds = 0.0
        /// One for each of ``Figures/bounds``, not cumulative; longer ticks are in `ticks` alone.
        var classes = [Int](repeating: 0, count: bounds.count)
        var failedCommits = 0
    }

    private let state = Mutex(Counts())

    var counts: Counts { state.withLock { $0 } }

    /// A tick that was committed, and what it recorded.
    func add(_ duration: Duration, _ events: [EventRecord]) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        state.withLock { counts in
            counts.ticks += 1
            counts.tickSeconds += seconds
            if let index = Self.bounds.firstIndex(where: { seconds <= $0 }) { counts.classes[index] += 1 }
            for event in events where event.run != nil && RunState(rawValue: event.event)?.isTerminal == true {
                counts.ended[Ending(state: event.event, reason: event.detail ?? ""), default: 0] += 1
            }
        }
    }

    func addFailedCommit() { state.withLock { $0.failedCommits += 1 } }
}
