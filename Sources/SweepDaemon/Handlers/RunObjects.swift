internal import SweepControl
internal import SweepModel
internal import SweepStore

/// Makes run objects of a sweep's run records.
struct RunObjects {
    private let reader: StoreReader
    private let owner: String
    let metric: MetricGoal?
    private let awaitsImage: Bool

    /// - Throws: `notFound` where there is no such sweep.
    init(_ reader: StoreReader, sweep: SweepID) throws(Fault) {
        guard let overview = try reader.overview(sweep) else {
            throw Fault(.notFound, "cannot find sweep '\(sweep)'")
        }
        self.reader = reader
        owner = overview.owner.name
        metric = overview.metric
        awaitsImage = try reader.awaitsImage(sweep)
    }

    /// The metric by which a query ranks; nil where neither it nor the sweep names one.
    func metric(_ query: BestQuery) -> MetricGoal? {
        guard let name = query.metric ?? metric?.name else { return nil }
        let own = metric?.name == name ? metric : nil
        guard let goal = query.goal ?? own?.goal ?? metric?.goal else { return nil }
        return MetricGoal(name: name, goal: goal, at: own?.at ?? .best)
    }

    /// - Parameter judge: what the objective of these runs is the value of, where that is not the sweep's own metric.
    func objects(_ runs: [RunRecord], by judge: MetricGoal? = nil) throws(Fault) -> [RunObject] {
        let metrics = try reader.lastMetrics(runs.map(\.id))
        let devices = try reader.devices(of: runs)
        return runs.map { run in
            var object = object(run, judge ?? metric, metrics: metrics[run.id] ?? [])
            object.gpus = (devices[run.id] ?? []).map(\.text)
            return object
        }
    }

    /// What waits for an image waits for nothing else.
    private func reason(of run: RunRecord) -> Reason? {
        run.machine.state == .queued && awaitsImage ? .image : run.machine.reason
    }

    private func object(
        _ run: RunRecord, _ metric: MetricGoal?, metrics: [(name: String, value: Double)]
    ) -> RunObject {
        var objective: ObjectiveObject?
        if let value = run.objective, let metric {
            objective = ObjectiveObject(name: metric.name, value: value.value, step: value.step, at: metric.at)
        }
        return RunObject(
            run: run.id.description, index: run.id.index, state: run.machine.state, reason: reason(of: run),
            lastError: run.lastError, owner: owner, parameters: run.parameters, objective: objective,
            metrics: JSONObject(metrics.map { ($0.name, .double($0.value)) }), attempts: run.machine.attempts,
            exitCode: run.exitCode, queuedAt: run.queuedAt, startedAt: run.startedAt, finishedAt: run.finishedAt,
            durationSeconds: run.duration?.seconds, revision: run.revision)
    }
}
