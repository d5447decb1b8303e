internal import SweepControl
internal import SweepModel
internal import SweepStore

/// Chooses the runs of a sweep for which an expression is true.
struct RunChoice {
    /// What a name of the expression stands for.
    fileprivate enum Source {
        case objective, state, attempts, duration
        case parameter(String)
        case metric(String)
        case parameterOrMetric(String)
    }

    /// How many names of metrics a misspelt one is compared with.
    private static let metricNamesMax = 10_000

    private let condition: Expression
    private let bound: BoundExpression
    private let sources: [Source]
    private let sweep: SweepID
    private let reader: StoreReader
    private let metric: MetricGoal?
    /// For each name whether some run had it.
    private var isSeen: [Bool]

    init(_ condition: Expression, of sweep: SweepID, in reader: StoreReader, metric: MetricGoal?) {
        self.condition = condition
        self.sweep = sweep
        self.reader = reader
        self.metric = metric
        bound = condition.bound(to: condition.nameList)
        sources = condition.nameList.map(Source.init)
        isSeen = sources.map { _ in false }
    }

    /// The runs that pass the filter too.
    ///
    /// - Throws: `usage` where the expression is a fault at a run, or has a name that nothing has.
    mutating func runs(_ filter: RunFilter) throws(Fault) -> [RunRecord] {
        let runs = try reader.runs(sweep, filter, where: { run throws(Fault) in try holds(run) })
        if runs.count < filter.limit ?? .max, isSeen.contains(false) { try checkNames() }
        return runs
    }

    private mutating func holds(_ run: RunRecord) throws(Fault) -> Bool {
        var values: [JSONValue] = []
        for (place, source) in sources.enumerated() {
            let value = try value(source, run)
            isSeen[place] = isSeen[place] || value != nil
            values.append(value ?? .null)
        }
        do throws(ExpressionFault) {
            return try bound.holds(values) ?? false
        } catch {
            throw .condition("evaluate the condition at run '\(run.id)'", error)
        }
    }

    private func value(_ source: Source, _ run: RunRecord) throws(Fault) -> JSONValue? {
        switch source {
        case .objective: .optional(run.objective?.value)
        case .state: .string(run.machine.state.rawValue)
        case .attempts: .int(Int64(run.machine.attempts))
        case .duration: .optional(run.duration?.seconds)
        case .parameter(let name): run.parameters[name]
        case .metric(let name): try metric(name, run)
        case .parameterOrMetric(let name):
            if let value = run.parameters[name] { value } else { try metric(name, run) }
        }
    }

    private func metric(_ name: String, _ run: RunRecord) throws(Fault) -> JSONValue? {
        let attempt = AttemptID(run: run.id, number: run.machine.attempts)
        return try reader.lastValue(attempt, metric: name).map(JSONValue.double)
    }

    /// Before a run has finished, a metric may still come.
    private func checkNames() throws(Fault) {
        guard let run = try reader.runs(sweep, RunFilter(states: [.finished], limit: 1)).first else { return }
        let specification = try reader.specification(sweep, revision: run.revision)
        let parameters = run.parameters.names + (specification?.parameters.map(\.name) ?? [])
        let metrics = try reader.metricNames(limit: Self.metricNamesMax) + (metric.map { [$0.name] } ?? [])
        let names =
            Source.fixed.keys + parameters + metrics + parameters.map { "param:" + $0 } + metrics.map { "metric:" + $0 }
        let seen = zip(condition.nameList, isSeen).filter(\.1).map(\.0)
        let kinds = Dictionary((names + seen).map { ($0, ValueKinds.any) }) { first, _ in first }
        if let fault = condition.check(kinds).first { throw .condition("choose runs of '\(sweep)'", fault) }
    }
}

extension RunChoice.Source {
    fileprivate static let fixed: [String: Self] = [
        "objective": .objective, "state": .state, "attempts": .attempts, "duration_seconds": .duration,
    ]

    fileprivate init(_ name: String) {
        if let fixed = Self.fixed[name] {
            self = fixed
        } else if name.hasPrefix("param:") {
            self = .parameter(String(name.dropFirst(6)))
        } else if name.hasPrefix("metric:") {
            self = .metric(String(name.dropFirst(7)))
        } else {
            self = .parameterOrMetric(name)
        }
    }
}
