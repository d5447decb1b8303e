package import SweepModel

/// A run as `runs` and `best` list it.
package struct RunObject: Codable, Hashable, Sendable {
    /// `SWEEP/17`.
    package var run: String
    package var index: Int
    package var state: RunState
    package var reason: Reason?
    package var lastError: String?
    package var owner: String
    package var parameters: JSONObject
    package var objective: ObjectiveObject?
    /// The last value of each metric.
    package var metrics: JSONObject
    package var attempts: Int
    package var exitCode: Int?
    package var gpus: [String]
    package var queuedAt: Instant
    package var startedAt: Instant?
    package var finishedAt: Instant?
    package var durationSeconds: Double?
    /// The revision of the specification under which its last attempt was made.
    package var revision: Int

    package init(
        run: String, index: Int, state: RunState, reason: Reason? = nil, lastError: String? = nil, owner: String,
        parameters: JSONObject, objective: ObjectiveObject? = nil, metrics: JSONObject = JSONObject(),
        attempts: Int = 0, exitCode: Int? = nil, gpus: [String] = [], queuedAt: Instant, startedAt: Instant? = nil,
        finishedAt: Instant? = nil, durationSeconds: Double? = nil, revision: Int = 1
    ) {
        self.run = run
        self.index = index
        self.state = state
        self.reason = reason
        self.lastError = lastError
        self.owner = owner
        self.parameters = parameters
        self.objective = objective
        self.metrics = metrics
        self.attempts = attempts
        self.exitCode = exitCode
        self.gpus = gpus
        self.queuedAt = queuedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.durationSeconds = durationSeconds
        self.revision = revision
    }
}

/// The value by which a run is judged.
package struct ObjectiveObject: Codable, Hashable, Sendable {
    package var name: String
    package var value: Double
    package var step: Int64?
    package var at: MetricGoal.Judged

    package init(name: String, value: Double, step: Int64?, at: MetricGoal.Judged) {
        self.name = name
        self.value = value
        self.step = step
        self.at = at
    }
}

/// A run as `show` prints it: the members of ``RunObject`` and more beside them.
package struct RunDetail: Codable, Hashable, Sendable {
    package var object: RunObject
    /// A ``MetricSummaryObject`` of each metric, by its name.
    package var metricSummary: [MetricSummaryObject]
    package var attemptList: [AttemptObject]
    /// SWEEP_RUN_DIR's parent: the run's folder.
    package var runDir: String

    private enum CodingKeys: CodingKey { case metricSummary, attemptList, runDir }

    package init(
        object: RunObject, metricSummary: [MetricSummaryObject], attemptList: [AttemptObject], runDir: String
    ) {
        self.object = object
        self.metricSummary = metricSummary
        self.attemptList = attemptList
        self.runDir = runDir
    }

    package init(from decoder: any Decoder) throws {
        object = try RunObject(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metricSummary = try container.decode(JSONObject.self, forKey: .metricSummary).members.map { member in
            try MetricSummaryObject(name: member.name, json: member.value)
        }
        attemptList = try container.decode([AttemptObject].self, forKey: .attemptList)
        runDir = try container.decode(String.self, forKey: .runDir)
    }

    package func encode(to encoder: any Encoder) throws {
        try object.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        let summary = JSONObject(try metricSummary.map { ($0.name, try Wire.json($0.values)) })
        try container.encode(summary, forKey: .metricSummary)
        try container.encode(attemptList, forKey: .attemptList)
        try container.encode(runDir, forKey: .runDir)
    }
}

/// What is kept of one metric's history; a member of `metric_summary`, under its name.
package struct MetricSummaryObject: Hashable, Sendable {
    package struct Values: Codable, Hashable, Sendable {
        package var last: Double
        /// Over the finite values; null where there was none.
        package var min: Double?
        package var max: Double?
        package var count: Int
    }

    package var name: String
    package var values: Values

    package init(name: String, _ summary: MetricSummary) {
        self.name = name
        values = Values(
            last: summary.last.value, min: summary.min?.value, max: summary.max?.value, count: summary.count)
    }

    fileprivate init(name: String, json: JSONValue) throws {
        self.name = name
        values = try Wire.read(from: json)
    }
}

/// One execution of a run.
package struct AttemptObject: Codable, Hashable, Sendable {
    package var attempt: Int
    package var state: AttemptRecord.State
    package var reason: Reason?
    package var exitCode: Int?
    package var signal: Int?
    package var gpus: [String]
    package var startedAt: Instant?
    package var finishedAt: Instant?
    package var durationSeconds: Double?

    package init(_ record: AttemptRecord) {
        attempt = record.id.number
        state = record.state
        reason = record.reason
        exitCode = record.exitCode
        signal = record.signal
        gpus = record.devices.map(\.text)
        startedAt = record.startedAt
        finishedAt = record.finishedAt
        durationSeconds = record.duration?.seconds
    }
}

/// `{"runs": […]}`.
package struct RunList: Codable, Hashable, Sendable {
    package var runs: [RunObject]
    package init(runs: [RunObject]) { self.runs = runs }
}
