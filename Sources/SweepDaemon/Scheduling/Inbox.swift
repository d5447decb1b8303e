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

/// Where inputs wait for the scheduler. Posting wakes it; what is there when it wakes becomes one tick, unless it is very
/// much.
///
/// A report alone wakes it a moment later: of an attempt that ends soon, start and end are then one tick.
final class Inbox: Sendable {
    private static let moment = DispatchTimeInterval.milliseconds(10)
    /// How many metrics' values one tick takes in, unless a single report has more: a moment's work.
    private static let pointsMax = 20_000

    /// For metrics' values that wait.
    let room = Room(limit: 5 * Inbox.pointsMax)

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
        room.fill(input.pointCount)
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
    func putBack(_ old: some Collection<Input>) {
        room.fill(old.reduce(0) { $0 + $1.pointCount })
        inputs.withLock { $0.insert(contentsOf: old, at: 0) }
    }

    var isEmpty: Bool { inputs.withLock { $0.isEmpty } }

    /// The first ones, as many as one tick takes in; where others stay, it rings again.
    func takeSome() -> [Input] {
        let some = take { inputs in
            var points = 0
            return inputs.prefix { input in
                defer { points += input.pointCount }
                return points == 0 || points + input.pointCount <= Self.pointsMax
            }.count
        }
        if !isEmpty { ring() }
        return some
    }

    func takeAll() -> [Input] { take(\.count) }

    private func take(_ many: ([Input]) -> Int) -> [Input] {
        let taken: [Input] = inputs.withLock { inputs in
            let count = many(inputs)
            defer { inputs.removeFirst(count) }
            return Array(inputs.prefix(count))
        }
        room.empty(taken.reduce(0) { $0 + $1.pointCount })
        return taken
    }
}

extension Input {
    fileprivate var pointCount: Int { if case .agent(let event) = self { event.pointCount } else { 0 } }
}
