internal import SweepModel
internal import Synchronization

/// A connected agent: what it is still to be told, and who waits for its answers.
final class AgentLink: Sendable {
    private struct State {
        /// What was ordered before the agent knew of the attempts that are live; nil once it does.
        var early: [AgentOrder]? = []
        var asked: [UInt64: AsyncStream<AgentAnswer>.Continuation] = [:]
        var number: UInt64 = 0
        /// The last report that was taken in.
        var reported: UInt64 = 0
        var isClosed = false
    }

    /// An agent that reads so little is cut off, and finds out again what is live.
    private static let ordersMax = 100_000

    /// Whose it is, by number and by the name that the host has for that now.
    let user: Owner
    let session: String
    let hello: AgentHello
    /// Ends with the connection.
    let orders: AsyncStream<AgentOrder>
    private let order: AsyncStream<AgentOrder>.Continuation
    private let state = Mutex(State())

    var owner: UInt32 { user.uid }

    init(_ hello: AgentHello, of user: Owner) {
        self.hello = hello
        self.user = user
        session = String(UInt64.random(in: .min ... .max), radix: 36)
        (orders, order) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.ordersMax))
    }

    /// Tells the agent something, without waiting for it.
    func send(_ order: AgentOrder) {
        state.withLock { state in
            if state.early?.append(order) == nil { yield(order) }
        }
    }

    /// Tells the agent what is live, and then whatever it was told meanwhile.
    func begin(_ adoptions: [AgentOrder]) {
        state.withLock { state in
            let early = (state.early ?? []).filter { !Self.isLaunch($0, among: adoptions) }
            for order in [.welcome(session: session)] + adoptions + early { yield(order) }
            state.early = nil
        }
    }

    /// Whether an order launches what is among the live attempts already: nobody has it yet, and whoever adopts it finds
    /// that out.
    private static func isLaunch(_ order: AgentOrder, among adoptions: [AgentOrder]) -> Bool {
        guard case .launch(let plan) = order else { return false }
        return adoptions.contains { adoption in
            if case .adopt(let other, _, _) = adoption { other.attempt == plan.attempt } else { false }
        }
    }

    private func yield(_ order: AgentOrder) {
        if case .dropped = self.order.yield(order) { self.order.finish() }
    }

    /// Whether a report is news, and not one whose receipt was lost.
    func isNew(_ report: AgentReport) -> Bool {
        state.withLock { state in
            defer { state.reported = max(state.reported, report.number) }
            return report.number > state.reported
        }
    }

    /// Whether it tells and is told nothing more.
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// The answers to a question; none where the connection ends before.
    ///
    /// - Parameter patience: how long all of them may take; nil is for ever.
    func ask(_ question: AgentQuestion, within patience: Span? = nil) -> AsyncStream<AgentAnswer> {
        let (answers, answer) = AsyncStream<AgentAnswer>.makeStream()
        let number: UInt64? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.number += 1
            state.asked[state.number] = answer
            return state.number
        }
        guard let number else {
            answer.finish()
            return answers
        }
        let patience = patience.map { AnswerTimer(after: $0) { answer.finish() } }
        answer.onTermination = { [weak self] _ in
            patience?.cancel()
            self?.forget(number)
        }
        send(.answer(number, question))
        return answers
    }

    private func forget(_ number: UInt64) {
        if state.withLock({ $0.asked.removeValue(forKey: number) }) != nil { send(.forget(number)) }
    }

    func take(_ answer: AgentAnswer, to number: UInt64) {
        let waiting = state.withLock { state in
            answer == .changed ? state.asked[number] : state.asked.removeValue(forKey: number)
        }
        waiting?.yield(answer)
        if answer != .changed { waiting?.finish() }
    }

    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.asked = [:] }
            return Array(state.asked.values)
        }
        for answer in waiting { answer.finish() }
        order.finish()
    }
}
