import SweepModel
import Testing

@testable import SweepDaemon

/// What comes all at once is taken in bit by bit.
@Suite struct InboxTests {
    private static let attempt = AttemptID(run: RunID(sweep: SweepID("s-0001"), index: 1), number: 1)

    private func metrics(_ count: Int, name: String = "a") -> AgentEvent {
        let point = MetricPoint(name: name, step: 0, value: 0, at: Instant(nanoseconds: 0))
        return .metrics(Self.attempt, Array(repeating: point, count: count), CaptureProgress())
    }

    private func sizes(_ inputs: [Input]) -> [Int] {
        inputs.map { if case .agent(.metrics(_, let points, _)) = $0 { points.count } else { 0 } }
    }

    @Test func `a tick gets a moment's work, in order, and one report at least`() {
        let inbox = Inbox()
        for count in [50_000, 15_000, 4_000, 4_000] { inbox.post(.agent(metrics(count))) }
        inbox.post(.timer)
        #expect(sizes(inbox.takeSome()) == [50_000])
        let second = inbox.takeSome()
        #expect(sizes(second) == [15_000, 4_000])
        inbox.putBack(second)
        #expect(sizes(inbox.takeAll()) == [15_000, 4_000, 4_000, 0])
        #expect(inbox.isEmpty && inbox.takeSome().isEmpty)
    }

    @Test func `reports are far smaller than what the daemon takes, in order, and nothing is left out`() {
        var pending = PendingNews()
        let long = String(repeating: "n", count: 200)
        for count in [1, 3_000, 3_000, 100_000, 2] { pending.append(.event(metrics(count, name: long))) }
        for number in 0..<700 { pending.append(.answer(UInt64(number), .done)) }
        var reports: [Int] = []
        while let some = pending.takeSome() { reports.append(some.count) }
        #expect(reports == [2, 1, 1, 500, 201])
    }
}
