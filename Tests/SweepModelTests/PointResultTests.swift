import SweepModel
import Testing

@Suite("What a point came to")
struct PointResultTests {
    @Test("mean, median, extremes and spread are those of the values")
    func aggregates() {
        let result = PointResult(runs: [1, 2, 3, 4], values: [4, 1, 3, 2])
        #expect(result.value(.mean) == 2.5)
        #expect(result.value(.median) == 2.5)
        #expect(result.value(.min) == 1)
        #expect(result.value(.max) == 4)
        // Σ(x - 2.5)² = 5, over 3.
        #expect(abs((result.spread ?? 0) - (5.0 / 3).squareRoot()) < 1e-15)
        #expect(PointResult(runs: [1], values: [7, 9, 8]).median == 8)
    }

    @Test("a single value has no spread")
    func single() {
        let result = PointResult(runs: [5], values: [3])
        #expect(result.spread == nil)
        #expect(Replicates.Aggregate.allCases.map(result.value) == [3, 3, 3, 3])
    }

    @Test("values near the largest number have a finite mean and median")
    func large() {
        let result = PointResult(runs: [1, 2], values: [1.5e308, 1.5e308])
        #expect(result.mean == 1.5e308)
        #expect(result.median == 1.5e308)
    }

    @Test("the mean of equal values is that value", arguments: 1...20)
    func equalValues(count: Int) {
        let result = PointResult(runs: Array(1...count), values: Array(repeating: 1.0, count: count))
        #expect(result.mean == 1)
        let goal = MetricGoal(name: "accuracy", goal: .maximize, target: 1)
        #expect(goal.isReached(by: result.value(.mean)))
    }

    @Test("of two overrides for one key the later one stays, and goes last")
    func overlay() {
        let first = Overlay(overrides: [Override(key: "a", value: "1"), Override(key: "b", value: "2")])
        let second = first.adding([Override(key: "a", value: "3")])
        #expect(second.overrides.map(\.key) == ["b", "a"])
        #expect(second.overrides.last?.value == "3")
    }
}
