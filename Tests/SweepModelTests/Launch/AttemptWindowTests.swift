import SweepModel
import Testing

/// What an agent tells is kept within what can be true.
@Suite struct AttemptWindowTests {
    private static let attempt = AttemptID(run: RunID(sweep: SweepID("s-0001"), index: 1), number: 1)
    private static let start = Instant("2026-11-26T12:00:00Z") ?? Instant(nanoseconds: 0)
    private static let now = start + .seconds(600)
    private let window = AttemptWindow(since: start, wasLive: start, now: now)

    private func end(
        at: Instant = now, startedAt: Instant? = nil, duration: Span? = nil, outcome: Outcome = .exited(code: 0)
    ) -> AttemptEnd {
        AttemptEnd(outcome: outcome, at: at, startedAt: startedAt, duration: duration, lastError: nil)
    }

    private func bounded(_ end: AttemptEnd, by window: AttemptWindow? = nil) -> AttemptEnd? {
        guard case .ended(_, let end) = (window ?? self.window).bounded(.ended(Self.attempt, end)) else { return nil }
        return end
    }

    @Test func `what is true stays as it is`() {
        let honest = [
            AgentEvent.started(Self.attempt, at: Self.start + .seconds(1)),
            .metrics(
                Self.attempt, [MetricPoint(name: "a", step: -1, value: .infinity, at: Self.now)],
                CaptureProgress(file: 7, output: 0)),
            .ended(Self.attempt, end(startedAt: Self.start, duration: .seconds(590), outcome: .signalled(64))),
            .noted(Self.attempt, "changed since submission: train.py"), .neverStarted(Self.attempt),
        ]
        for event in honest { #expect(window.bounded(event) == event) }
    }

    @Test(arguments: [Int64.min, -1, 0, .max]) func `no instant is far from the attempt's life`(nanoseconds: Int64) {
        let absurd = Instant(nanoseconds: nanoseconds)
        let range = Self.start - AttemptWindow.slack...Self.now + AttemptWindow.slack
        guard case .started(_, let at) = window.bounded(.started(Self.attempt, at: absurd)) else { return }
        #expect(range.contains(at))
        let told = bounded(end(at: absurd, startedAt: absurd))
        #expect(told.map { range.contains($0.at) && ($0.startedAt ?? $0.at) <= $0.at } == true)
    }

    @Test(arguments: [Int64.min, -1, .max]) func `no duration is negative, or longer than the attempt`(span: Int64) {
        let duration = bounded(end(duration: Span(nanoseconds: span)))?.duration
        #expect(duration.map { $0 >= .zero && $0 <= .seconds(600 + 120) } == true)
    }

    @Test func `an end is not long before it was known to go on`() {
        let window = AttemptWindow(since: Self.start, wasLive: Self.now, now: Self.now)
        #expect(bounded(end(at: Self.start), by: window)?.at == Self.now - AttemptWindow.slack)
    }

    @Test func `where the clock was set back an end is told all the same`() {
        let back = AttemptWindow(since: Self.now, wasLive: Self.now, now: Self.start)
        #expect(bounded(end(at: Self.start), by: back)?.at == Self.start)
    }

    @Test func `amounts, texts and exit codes are bounded`() {
        let long = String(repeating: "é", count: 1 << 20)
        guard case .noted(_, let words) = window.bounded(.noted(Self.attempt, long)) else { return }
        #expect(words.utf8.count < 1 << 15)
        let points = ["", long, "a"].map { MetricPoint(name: $0, step: 0, value: 0, at: Self.now) }
        let told = window.bounded(.metrics(Self.attempt, points, CaptureProgress(file: -1, output: .min)))
        #expect(told == .metrics(Self.attempt, [points[2]], CaptureProgress()))
        #expect(bounded(end(outcome: .exited(code: 256)))?.outcome == .lost)
        #expect(bounded(end(outcome: .signalled(-9)))?.outcome == .lost)
    }

    @Test func `what would reach a terminal holds no control characters`() {
        let (bad, plain) = ("a\u{1B}[2J\nb\u{9B}\u{202E}é", "a\u{FFFD}[2J b\u{FFFD}\u{FFFD}é")
        var told = end()
        told.lastError = bad
        #expect(bounded(told)?.lastError == plain)
        #expect(window.bounded(.noted(Self.attempt, bad)) == .noted(Self.attempt, plain))
        let order = ImageOrder(owner: 1, engine: "podman", image: "a")
        #expect(AttemptWindow.bounded(.image(order, .refused(bad))) == .image(order, .refused(plain)))
        #expect(AgentAnswer.removed([bad], bytes: 1).bounded == .removed([plain], bytes: 1))
        #expect(AgentAnswer.names([bad]).bounded == .names([plain]))
        let refused = AgentAnswer.refused(.init(Fault(.failed, bad, hint: bad)))
        #expect(refused.bounded == .refused(.init(Fault(.failed, plain, hint: plain))))
        func holdings(_ text: String) -> AgentAnswer {
            let image = Holdings.Image(engine: text, id: text, isOurs: true, path: text)
            return .holdings(Holdings(sweeps: [text], snapshots: [text], remains: [text], images: [image]))
        }
        #expect(holdings(bad).bounded == holdings(plain))
    }

    @Test func `amounts of bytes can be added up`() {
        guard case .bytes(let amounts) = AgentAnswer.bytes([.max, .max, -1]).bounded else { return }
        #expect(amounts.reduce(0, +) > 0 && amounts[2] == 0)
        guard case .removed(_, let bytes) = AgentAnswer.removed([], bytes: .min).bounded else { return }
        #expect(bytes == 0)
    }
}
