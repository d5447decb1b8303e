import SweepModel
import Testing

@Suite struct PolicyTests {
    @Test func `the backoff grows by its factor up to its bound`() {
        let policy = RetryPolicy(max: 9, backoff: .seconds(30), factor: 2, maxBackoff: .seconds(600))
        let delays = (1...7).map { policy.delay(afterFailure: $0).seconds }
        #expect(delays == [30, 60, 120, 240, 480, 600, 600])
        #expect(policy.delay(afterFailure: .max) == .seconds(600))
        #expect(policy.delay(afterFailure: 0) == .seconds(30))
    }

    @Test func `a factor of one waits the same each time, and a first backoff is bounded too`() {
        #expect(RetryPolicy(backoff: .seconds(5), factor: 1).delay(afterFailure: 999) == .seconds(5))
        #expect(RetryPolicy(backoff: .seconds(900), maxBackoff: .seconds(60)).delay(afterFailure: 1) == .seconds(60))
        #expect(RetryPolicy(factor: 1e300).delay(afterFailure: 5) == .seconds(600))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, -2, 0, .greatestFiniteMagnitude])
    func `no factor makes a backoff that is negative or above its bound`(factor: Double) {
        for backoff in [Span.zero, .seconds(30), Span(nanoseconds: .max)] {
            for most in [Span.zero, .seconds(600), Span(nanoseconds: .max)] {
                let policy = RetryPolicy(backoff: backoff, factor: factor, maxBackoff: most)
                for count in [1, 2, 3, 1000] {
                    let delay = policy.delay(afterFailure: count)
                    #expect(delay >= .zero && delay <= most)
                }
            }
        }
    }

    @Test func `each class covers its reasons and no failure of the host`() {
        let covered = { (kind: RetryPolicy.Class) in Reason.allCases.filter(kind.covers) }
        #expect(covered(.crash) == [.exitCode, .signal])
        #expect(covered(.oom) == [.oom])
        #expect(covered(.gpuOOM) == [.gpuOOM])
        #expect(covered(.timeout) == [.timeout])
        #expect(RetryPolicy.Class.allCases.flatMap(covered).allSatisfy { !$0.isHostFailure })
    }

    @Test(
        arguments: [
            (FailureBrake(), 5, 5, 5, true), (FailureBrake(), 4, 4, 4, false), (FailureBrake(), 4, 5, 3, false),
            (FailureBrake(), 6, 6, 6, false), (FailureBrake(), 20, 40, 20, true), (FailureBrake(), 21, 41, 21, false),
            (FailureBrake(), 40, 60, 40, true), (FailureBrake(first: 0, consecutive: 0), 5, 5, 20, false),
            (FailureBrake(first: 1, consecutive: 0), 1, 1, 1, true),
            (FailureBrake(first: 0, consecutive: 3), 3, 9, 3, true),
        ] as [(FailureBrake, Int, Int, Int, Bool)])
    func `the brake trips when the first all failed, or enough in a row`(
        brake: FailureBrake, failed: Int, ended: Int, inARow: Int, trips: Bool
    ) {
        #expect(brake.trips(failed: failed, ended: ended, inARow: inARow) == trips)
    }

    @Test(
        arguments: [
            (MetricGoal.Goal.minimize, 0.5, 0.5, true), (.minimize, 0.5, 0.6, false), (.maximize, 0.5, 0.5, true),
            (.maximize, 0.5, 0.4, false), (.minimize, nil, -1e9, false),
        ] as [(MetricGoal.Goal, Double?, Double, Bool)])
    func `a target is reached by equalling it`(goal: MetricGoal.Goal, target: Double?, value: Double, reached: Bool) {
        #expect(MetricGoal(name: "m", goal: goal, target: target).isReached(by: value) == reached)
    }

    @Test func `counts add up`() {
        var counts = RunCounts()
        for (index, state) in RunState.allCases.enumerated() { counts[state] = 1 << index }
        #expect(counts.all == (1 << RunState.allCases.count) - 1)
        #expect(counts.all == counts.live + counts.waiting + counts.ended)
        #expect(counts.live == counts[.starting] + counts[.running])
    }
}
