internal import FoundationEssentials
internal import Hummingbird
internal import SweepAgent
internal import SweepControl
internal import SweepModel
internal import SweepStore

/// Runs as they are, and commands on them.
extension Handlers {
    func listRuns(_ request: ControlRequest) async throws(Fault) -> Response {
        let query = try RunsQuery(request.query())
        let sweep = try sweep(request)
        let filter = RunFilter(query)
        let list = try await store.query { reader in
            let objects = try RunObjects(reader, sweep: sweep)
            guard let condition = query.condition else { return try objects.objects(try reader.runs(sweep, filter)) }
            var choice = RunChoice(condition, of: sweep, in: reader, metric: objects.metric)
            return try objects.objects(try choice.runs(filter))
        }
        return try ControlResponse.json(RunList(runs: list))
    }

    func listBest(_ request: ControlRequest) async throws(Fault) -> Response {
        let query = try BestQuery(request.query())
        let sweep = try sweep(request)
        let list = try await store.query { reader in
            let objects = try RunObjects(reader, sweep: sweep)
            guard let metric = objects.metric(query) else { throw Self.noMetric(sweep) }
            return try objects.objects(try reader.best(sweep, count: query.count, by: metric), by: metric)
        }
        return try ControlResponse.json(RunList(runs: list))
    }

    func listBestPoints(_ request: ControlRequest) async throws(Fault) -> Response {
        let query = try BestQuery(request.query())
        let sweep = try sweep(request)
        let list = try await store.query { reader in
            guard let metric = try RunObjects(reader, sweep: sweep).metric(query) else { throw Self.noMetric(sweep) }
            return try PointObjects(reader, sweep: sweep, metric: metric).best(query.count)
        }
        return try ControlResponse.json(PointList(points: list))
    }

    private static func noMetric(_ sweep: SweepID) -> Fault {
        Fault(
            .conflict, "cannot rank the runs of '\(sweep)': it has no metric",
            hint: "name one with --metric and --minimize or --maximize")
    }

    func showRun(_ request: ControlRequest) async throws(Fault) -> Response {
        try ControlResponse.json(try await detail(of: run(request)))
    }

    func change(_ request: ControlRequest, _ event: RunMachine.Event) async throws(Fault) -> Response {
        let run = try run(request)
        try await scheduler.perform { tick throws(Fault) in _ = try tick.command(event, run: run) }
        return try ControlResponse.json(try await detail(of: run).object)
    }

    func explainRun(_ request: ControlRequest) async throws(Fault) -> Response {
        let id = try run(request)
        let (run, overview) = try await store.query { (try $0.run(id), try $0.overview(id.sweep)) }
        guard let run, let overview else { throw Fault.noRun(id) }
        let isUnseen = run.machine.live != nil && agents.attended.map { $0[overview.owner.uid] == nil } ?? false
        let reasons =
            Explanation.reasons(
                for: run, sweep: SweepObject(overview, etaSeconds: nil), waiting: scheduler.explain(id.sweep),
                now: Clock.now()) + (isUnseen ? [Explanation.unseen(overview.owner.name)] : [])
        return try ControlResponse.json(
            ExplainObject(
                subject: id.description, state: run.machine.state.rawValue,
                reasons: try await discreet(reasons, for: request)))
    }

    func detail(of id: RunID) async throws(Fault) -> RunDetail {
        let runs = try await place(of: id.sweep).places.runs
        let folder = AttemptLayout.runFolder(runsFolder: runs, run: id)
        return try await store.query { reader in
            guard let run = try reader.run(id) else { throw Fault.noRun(id) }
            guard let object = try RunObjects(reader, sweep: id.sweep).objects([run]).first else {
                throw Fault(.internal, "cannot describe run '\(id)'")
            }
            let last = AttemptID(run: id, number: max(1, run.machine.attempts))
            return RunDetail(
                object: object,
                metricSummary: try reader.summaries(last).map { MetricSummaryObject(name: $0.name, $0.summary) },
                attemptList: try reader.attempts(id).map(AttemptObject.init), runDir: folder)
        }
    }
}

extension RunFilter {
    fileprivate init(_ query: RunsQuery) {
        let key: Key =
            switch query.sort {
            case .index: .index
            case .objective: .objective
            case .state: .state
            case .durationSeconds: .duration
            case .attempts: .attempts
            case .queuedAt: .queued
            case .startedAt: .started
            case .finishedAt: .finished
            }
        self.init(
            states: Set(query.states), key: key, descending: query.descending, limit: query.limit, after: query.after)
    }
}
