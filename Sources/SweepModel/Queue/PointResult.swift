/// What came of one point whose runs have all ended.
package struct PointResult: Hashable, Sendable {
    /// The indices of its runs, by replicate.
    package let runs: [Int]
    /// The objectives of those that have one, in no order.
    package let values: [Double]

    /// - Parameter values: finite, at least one.
    package init(runs: [Int], values: [Double]) {
        self.runs = runs
        self.values = values
    }

    /// By what the point is judged.
    package func value(_ aggregate: Replicates.Aggregate) -> Double {
        switch aggregate {
        case .mean: mean
        case .median: median
        case .min: min
        case .max: max
        }
    }

    package var min: Double { values.min() ?? .nan }
    package var max: Double { values.max() ?? .nan }

    /// The sum over the count, exact where all are the same small number; where the sum overflows, the sum of the shares.
    package var mean: Double {
        let sum = values.reduce(0, +)
        return sum.isFinite ? sum / Double(values.count) : values.reduce(0) { $0 + $1 / Double(values.count) }
    }

    /// The middle value; of an even number of values, the mean of the two middle ones.
    package var median: Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
    }

    /// The standard deviation of the sample, `√(Σ(x - mean)² / (n - 1))`; nil for fewer than two values.
    package var spread: Double? {
        guard values.count > 1 else { return nil }
        let mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }
}
