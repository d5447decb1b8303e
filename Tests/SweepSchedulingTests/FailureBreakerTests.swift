import SweepModel
import SweepScheduling
import Testing

@Suite struct FailureBreakerTests {
    private let first = DeviceID("GPU-1")
    private let second = DeviceID("GPU-2")
    private var breaker = FailureBreaker()

    private func sweep(_ name: String) -> SweepID { SweepID(name) }

    private mutating func take(
        _ name: String, _ devices: DeviceID..., outcome: Outcome = .exited(code: 1), after: Span = .seconds(2)
    ) -> DeviceID? {
        breaker.take(.init(sweep(name), on: devices, outcome, after: after))?.device
    }

    @Test mutating func `a card on which runs fail that do well elsewhere is drained at the third`() {
        #expect(take("a", second, outcome: .exited(code: 0)) == nil)
        #expect(take("a", first) == nil)
        #expect(take("a", first, outcome: .signalled(6)) == nil)
        #expect(take("a", first, outcome: .deviceFault) == first)
    }

    @Test mutating func `a broken program fails everywhere, and no card is blamed`() {
        for _ in 0..<20 {
            #expect(take("a", first) == nil)
            #expect(take("a", second) == nil)
        }
    }

    @Test mutating func `three sweeps that fail alike on the only card say enough`() {
        #expect(take("a", first) == nil)
        #expect(take("b", first) == nil)
        #expect(take("c", first) == first)
    }

    @Test mutating func `a run that goes on for a while, or ends well, clears the card`() {
        _ = take("a", second, outcome: .exited(code: 0))
        for _ in 0..<10 {
            #expect(take("a", first) == nil && take("a", first) == nil)
            #expect(take("a", first, after: .seconds(600)) == nil)
        }
    }

    @Test mutating func `what says nothing of the card neither counts nor clears`() {
        _ = take("a", second, outcome: .exited(code: 0))
        #expect(take("a", first) == nil && take("a", first) == nil)
        #expect(take("a", first, outcome: .lost) == nil)
        #expect(take("a", first, outcome: .launchFailed) == nil)
        #expect(take("a", first, second) == nil)
        #expect(take("a", first) == first)
    }

    @Test mutating func `a card that is put to use again starts anew`() {
        _ = take("a", second, outcome: .exited(code: 0))
        _ = (take("a", first), take("a", first), take("a", first))
        breaker.forgive(first)
        #expect(take("a", first) == nil && take("a", first) == nil && take("a", first) == first)
    }
}
