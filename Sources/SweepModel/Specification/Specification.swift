/// A sweep file after every check: what SweepSpecs makes and everybody else reads.
package struct Specification: Hashable, Codable, Sendable {
    package enum Method: String, Codable, Sendable, CaseIterable { case grid, random, bayes, sobol, list }

    package var name: String?
    package var summary: String?
    package var method: Method
    /// Seed of the search; drawn at submission where the file gives none.
    package var seed: UInt64?
    /// The largest number of runs the sweep may have, at least 1.
    package var runCap: Int?
    package var program: String?
    /// The argument vector's template, macros unexpanded.
    package var command: [String]
    /// Sorted by name at every level of nesting.
    package var parameters: [ParameterDefinition]
    /// Explicit configurations that stand in the file, run first, in this order.
    package var points: [Point]
    /// Where more of them are, relative to the file: a JSON list, a CSV file, or a glob of env files.
    package var pointsPath: String?
    package var order: PointOrder
    package var nested: NestedStyle
    /// Whether draws copy what W&B's sampling does wrong.
    package var wandbStrict: Bool
    /// Groups of parameters that advance together.
    package var zip: [[String]]
    /// Every point fulfils all of them.
    package var constraints: [Expression]
    package var replicates: Replicates?
    package var earlyTerminate: EarlyTermination?
    package var metric: MetricGoal?
    /// For `bayes`: what stands in for the metric of runs that failed or never reported it.
    package var impute: Imputation?
    /// The same for runs that still run; nil leaves them out.
    package var imputeWhileRunning: Imputation?
    package var source: SourceChoice
    package var python: String
    /// Nil where the runs are bare processes.
    package var container: ContainerChoice?
    package var resources: ResourceRequest
    /// What happens to a run that never opens its GPUs; nil is `warn`.
    package var gpuIdle: IdleDevices?
    package var maxParallel: Int?
    package var priority: Int
    package var retry: RetryPolicy
    package var maxFailures: FailureBrake
    package var timeLimit: Span?
    package var stopGrace: Span
    package var env: [EnvironmentEntry]
    /// Names of the owner's secrets, which become variables of the runs.
    package var secrets: [String]?
    package var metrics: MetricsCapture
    /// Patterns relative to the run's working directory.
    package var artifacts: [String]
    package var labels: JSONObject
    package var hooks: Hooks?
    package var retention: Retention?

    package init(method: Method, parameters: [ParameterDefinition] = [], points: [Point] = []) {
        self.method = method
        self.parameters = parameters
        self.points = points
        order = .written
        nested = .dotted
        wandbStrict = false
        zip = []
        constraints = []
        command = ["${env}", "${interpreter}", "${program}", "${args}"]
        source = SourceChoice(path: nil, mode: .auto)
        python = "auto"
        resources = ResourceRequest(devices: DeviceRequest())
        priority = 0
        retry = RetryPolicy()
        maxFailures = FailureBrake()
        stopGrace = .seconds(30)
        env = []
        metrics = .json
        artifacts = []
        labels = JSONObject()
    }
}

extension Specification {
    /// The same without the explicit points, which the store keeps apart.
    package var withoutPoints: Specification {
        var copy = self
        copy.points = []
        return copy
    }
}

/// What the sweep optimises.
package struct MetricGoal: Hashable, Codable, Sendable {
    package enum Goal: String, Codable, Sendable { case minimize, maximize }
    package enum Judged: String, Codable, Sendable { case best, last }

    package var name: String
    package var goal: Goal
    /// Whether a run is judged by its best value over the history or by its last one.
    package var at: Judged
    /// A run that reaches this ends the sweep.
    package var target: Double?

    package init(name: String, goal: Goal = .minimize, at: Judged = .best, target: Double? = nil) {
        self.name = name
        self.goal = goal
        self.at = at
        self.target = target
    }

    /// Whether `value` is at least as good as the target.
    package func isReached(by value: Double) -> Bool {
        guard let target else { return false }
        return goal == .minimize ? value <= target : value >= target
    }
}

/// Where the code of a run comes from.
package struct SourceChoice: Hashable, Codable, Sendable {
    package enum Mode: String, Codable, Sendable { case auto, snapshot, mount, image }

    package var path: String?
    package var mode: Mode

    package init(path: String?, mode: Mode) {
        self.path = path
        self.mode = mode
    }
}

/// What an attempt needs of the host.
package struct ResourceRequest: Hashable, Codable, Sendable {
    /// Cores; nil is the host's cores shared out over the slots.
    package var cpus: Int?
    package var memory: ByteCount?
    /// What the run may write; nothing enforces it yet, so that whoever asks for it is refused.
    package var disk: ByteCount?
    package var devices: DeviceRequest

    package init(cpus: Int? = nil, memory: ByteCount? = nil, devices: DeviceRequest = .none) {
        self.cpus = cpus
        self.memory = memory
        self.devices = devices
    }

    /// What no engine can enforce; a fault with code `limit` that names the key.
    package var unenforceable: Fault? {
        disk.map { _ in
            Fault(
                .limit,
                "cannot enforce 'resources.disk': what a run writes lies on the host's file systems, where no engine here "
                    + "limits it",
                hint: "leave it out; a quota of the file system that holds the runs holds for all of them")
        }
    }
}

/// What is done about a run that leases GPUs and never opens them.
package enum IdleDevices: String, Hashable, Codable, Sendable, CaseIterable { case warn, stop }

/// One variable of a run's environment.
package struct EnvironmentEntry: Hashable, Codable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// How metrics are read from standard output; the metrics file is always read.
package enum MetricsCapture: Hashable, Codable, Sendable {
    case json
    case keyValue
    case regex(String)
    case none
}

/// The brake on a sweep whose runs fail: the first so many all failed, or so many in a row.
package struct FailureBrake: Hashable, Codable, Sendable {
    package var first: Int
    package var consecutive: Int

    package init(first: Int = 5, consecutive: Int = 20) {
        self.first = first
        self.consecutive = consecutive
    }

    /// Whether to pause, after a run failed of itself.
    ///
    /// - Parameters:
    ///   - failed: runs of the sweep that failed of themselves so far.
    ///   - ended: runs that ended so far, the host's failures and cancelled ones left out.
    ///   - inARow: how many of the last ones to end failed without a success between.
    package func trips(failed: Int, ended: Int, inARow: Int) -> Bool {
        (first > 0 && ended == first && failed == first) || (consecutive > 0 && inARow > 0 && inARow % consecutive == 0)
    }
}
