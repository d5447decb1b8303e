internal import SweepControl
internal import SweepModel
internal import SweepStore

/// Makes point objects of what a sweep's runs came to.
struct PointObjects {
    private let reader: StoreReader
    private let sweep: SweepID
    private let metric: MetricGoal
    private let replicates: Replicates

    /// - Throws: `notFound` where there is no such sweep.
    init(_ reader: StoreReader, sweep: SweepID, metric: MetricGoal) throws(Fault) {
        guard let overview = try reader.overview(sweep),
            let specification = try reader.specification(sweep, revision: overview.revision)
        else { throw Fault(.notFound, "cannot find sweep '\(sweep)'") }
        self.reader = reader
        self.sweep = sweep
        self.metric = metric
        // Without replicates a point is its run.
        replicates = specification.replicates ?? Replicates(parameter: nil, values: [.int(0)])
    }

    /// The best points all of whose runs have ended, the best first, the lower index first on a tie.
    func best(_ count: Int) throws(Fault) -> [PointObject] {
        let results = try reader.results(sweep, by: metric, replicates: replicates.values.count)
        let ranked = results.map { (rank: rank($0), result: $0) }.sorted { left, right in
            (left.rank, left.result.runs.min() ?? 0) < (right.rank, right.result.runs.min() ?? 0)
        }
        return try ranked.prefix(count).map { entry throws(Fault) in try object(entry.result) }
    }

    private func rank(_ result: PointResult) -> Double {
        let value = result.value(replicates.aggregate)
        return metric.goal == .minimize ? value : -value
    }

    private func object(_ result: PointResult) throws(Fault) -> PointObject {
        guard let first = result.runs.first, let run = try reader.run(RunID(sweep: sweep, index: first)) else {
            throw Fault(.internal, "cannot describe a point of sweep '\(sweep)': it has no run")
        }
        var parameters = run.parameters
        if let name = replicates.parameter { parameters[name] = nil }
        return PointObject(
            sweep: sweep, parameters: parameters, objective: metric.name, aggregate: replicates.aggregate, result)
    }
}
