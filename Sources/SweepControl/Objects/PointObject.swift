package import SweepModel

/// A point with what its replicates came to, as `best --points` lists it.
package struct PointObject: Codable, Hashable, Sendable {
    /// The parameters, without the one that the replicates differ in.
    package var parameters: JSONObject
    /// The name of the metric, and the value by which the point is judged.
    package var objective: String
    package var value: Double
    /// How the values of its runs became one.
    package var aggregate: Replicates.Aggregate
    /// How many of its runs have a value.
    package var count: Int
    package var mean: Double
    package var median: Double
    package var min: Double
    package var max: Double
    /// The standard deviation of the sample; null for a single value.
    package var spread: Double?
    /// `SWEEP/17` of each, by replicate.
    package var runs: [String]

    package init(
        sweep: SweepID, parameters: JSONObject, objective: String, aggregate: Replicates.Aggregate,
        _ result: PointResult
    ) {
        self.parameters = parameters
        self.objective = objective
        self.aggregate = aggregate
        value = result.value(aggregate)
        count = result.values.count
        mean = result.mean
        median = result.median
        min = result.min
        max = result.max
        spread = result.spread
        runs = result.runs.map { "\(RunID(sweep: sweep, index: $0))" }
    }
}

/// `{"points": […]}`.
package struct PointList: Codable, Hashable, Sendable {
    package var points: [PointObject]
    package init(points: [PointObject]) { self.points = points }
}
