import SweepModel
import Testing

@Suite struct MetricSummaryTests {
    private func summary(_ values: [Double]) -> MetricSummary? {
        let points = values.enumerated().map {
            MetricPoint(name: "loss", step: Int64($0.offset), value: $0.element, at: Instant(nanoseconds: 0))
        }
        guard let first = points.first else { return nil }
        return points.dropFirst().reduce(into: MetricSummary(first: first)) { $0.add($1) }
    }

    @Test func `last, least, greatest and count are kept, the earliest step on a tie`() {
        let summary = summary([3, 1, 5, 1, 5, 2])
        #expect(summary?.last == Objective(value: 2, step: 5))
        #expect(summary?.min == Objective(value: 1, step: 1))
        #expect(summary?.max == Objective(value: 5, step: 2))
        #expect(summary?.count == 6)
    }

    @Test func `what is not finite counts and can be last, but is never best`() {
        let summary = summary([.nan, 2, .infinity, -.infinity, .nan])
        #expect(summary?.min == summary?.max)
        #expect(summary?.min == Objective(value: 2, step: 1))
        #expect(summary?.count == 5)
        #expect(summary?.last.value.isNaN == true)
        #expect(summary?.objective(for: MetricGoal(name: "loss", at: .last)) == nil)
    }

    @Test(arguments: [
        (MetricGoal.Goal.minimize, MetricGoal.Judged.best, 1.0), (.maximize, .best, 5), (.minimize, .last, 2),
        (.maximize, .last, 2),
    ])
    func `a run is judged by what its metric says`(goal: MetricGoal.Goal, judged: MetricGoal.Judged, value: Double) {
        let metric = MetricGoal(name: "loss", goal: goal, at: judged)
        #expect(summary([3, 1, 5, 2])?.objective(for: metric)?.value == value)
    }

    @Test func `nothing finite leaves nothing to rank`() {
        #expect(summary([.nan, .nan])?.objective(for: MetricGoal(name: "loss")) == nil)
    }
}
