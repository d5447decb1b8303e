package import SweepModel

/// What is known of an attempt only when it is over.
package struct ManifestEnding: Sendable {
    package var outcome: Outcome
    /// The state that the attempt ended in, in the contract's words.
    package var status: String
    package var startedAt: Instant?
    package var endedAt: Instant
    /// The runner's record; nil where there is none.
    package var exit: ExitRecord?
    package var lastError: String?
    package var metrics: [(name: String, summary: MetricSummary)] = []
    /// What it used of its devices.
    package var devices: [DeviceUsage] = []
    /// What their driver told of them at its start.
    package var deviceReport: DeviceReport?
    package var artifacts = ArtifactCollector.Result()
    package var python: PythonFacts?
    /// Why there is no Python record, or how reading metrics or artifacts went wrong.
    package var warnings: [String] = []
    /// Lines of the metrics file that could not be read.
    package var metricFaults = 0
    /// Values left out because of their names.
    package var metricsRefused = 0

    package init(outcome: Outcome, status: String, startedAt: Instant?, endedAt: Instant, exit: ExitRecord?) {
        self.outcome = outcome
        self.status = status
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.exit = exit
    }

    /// The members of a manifest that this fills.
    var json: JSONObject {
        var code: Int64?
        var signal: Int64?
        if case .exited(let number) = outcome { code = Int64(number) }
        if case .signalled(let number) = outcome { signal = Int64(number) }
        return [
            "status": .string(status), "reason": .optional(outcome.reason?.rawValue), "exit_code": .optional(code),
            "signal": .optional(signal), "last_error": .optional(lastError),
            "started_at": .optional(startedAt?.description), "ended_at": .string(endedAt.description),
            "duration_seconds": .optional(exit?.duration.seconds), "usage": usage,
            "device_usage": .array(devices.map { .object($0.json) }),
            "device_report": deviceReport.map { .object($0.json) } ?? .null, "logs": logs,
            "metrics": metricsJSON, "artifacts": artifacts.json, "python": python.map { .object($0.json) } ?? .null,
            "capture": ["bad_lines": .int(Int64(metricFaults)), "refused_values": .int(Int64(metricsRefused))],
            "warnings": .array(warnings.map(JSONValue.string)),
        ]
    }

    private var usage: JSONValue {
        guard let exit else { return .null }
        return [
            "wall_seconds": .double(exit.duration.seconds), "user_seconds": .double(exit.userTime.seconds),
            "system_seconds": .double(exit.systemTime.seconds), "resident_bytes_max": .int(exit.residentBytesMax),
        ]
    }

    private var logs: JSONValue {
        guard let exit else { return .null }
        return ["stdout": .object(exit.standardOutput.json), "stderr": .object(exit.standardError.json)]
    }

    private var metricsJSON: JSONValue {
        .object(JSONObject(metrics.map { ($0.name, .object($0.summary.json)) }))
    }
}

extension MetricSummary {
    fileprivate var json: JSONObject {
        [
            "last": .object(last.json), "min": min.map { .object($0.json) } ?? .null,
            "max": max.map { .object($0.json) } ?? .null, "count": .int(Int64(count)),
        ]
    }
}

extension Objective {
    fileprivate var json: JSONObject { ["value": .double(value), "step": .optional(step)] }
}
