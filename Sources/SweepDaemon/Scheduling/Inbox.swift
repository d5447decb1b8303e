internal import Dispatch
internal import SweepAgent
internal import SweepModel
internal import SweepStore
internal import Synchronization

/// What the scheduling loop has to take in: what happened, and what people ask.
enum Input: Sendable {
    case agent(AgentEvent)
    case request(Request)
    case devices(DeviceNews)
    /// An agent came or went.
    case attendance
    case timer

    /// Whether it only tells how a live attempt goes, which neither ends anything nor makes room.
    var isReport: Bool {
        switch self {
        case .agent(.started), .agent(.metrics), .agent(.noted): true
        case .agent(.ended), .agent(.neverStarted), .agent(.deviceTaken), .agent(.image), .agent(.hookEnded), .request,
            .devices, .attendance, .timer:
            false
        }
    }

    /// A change that somebody asked for: carried out in a tick, answered when the tick is durable.
    struct Request: Sendable {
        /// Does the change and returns what tells the asker, or what tells her that it failed.
        let carryOut: @Sendable (Tick) throws(Fault) -> (@Sendable () -> Void)
        let fail: @Sendable (Fault) -> Void
    }
}

/// Where inputs wait for the scheduler. Posting wakes it; all that is there when it wakes becomes one tick.
///
/// A report alone wakes it a moment later: of an attempt that ends soon, start and end are then one tick.
final class Inbox: Sendable {
    private static let moment = DispatchTimeInterval.milliseconds(10)

    /// In a structure, since a bare closure would be wrapped once more each time that it is taken out of the lock.
    private struct Taker {
        let take: @Sendable () -> Void
    }

    /// The thread on which whoever takes the inputs works.
    let executor = QueueExecutor(label: "sweepd.scheduler")
    private let inputs = Mutex<[Input]>([])
    private let taker = Mutex<Taker?>(nil)
    private let isRinging = Atomic(false)
    private let reportsRing = Atomic(false)

    /// - Parameter take: is called on the executor where something was posted since the last time.
    func listen(_ take: @escaping @Sendable () -> Void) { taker.withLock { $0 = Taker(take: take) } }

    func post(_ input: Input) {
        inputs.withLock { $0.append(input) }
        if input.isReport { ringSoon() } else { ring() }
    }

    private func ring() {
        guard !isRinging.exchange(true, ordering: .acquiringAndReleasing) else { return }
        executor.queue.async { self.answer() }
    }

    private func ringSoon() {
        guard !reportsRing.exchange(true, ordering: .acquiringAndReleasing) else { return }
        executor.queue.asyncAfter(deadline: .now() + Self.moment) {
            self.reportsRing.store(false, ordering: .releasing)
            self.answer()
        }
    }

    private func answer() {
        isRinging.store(false, ordering: .releasing)
        taker.withLock { $0 }?.take()
    }

    /// Puts inputs back before all others, without waking anybody.
    func putBack(_ old: [Input]) { inputs.withLock { $0.insert(contentsOf: old, at: 0) } }

    func takeAll() -> [Input] {
        inputs.withLock { inputs in
            defer { inputs = [] }
            return inputs
        }
    }
}
