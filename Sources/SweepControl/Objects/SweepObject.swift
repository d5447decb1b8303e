package import SweepModel

/// A sweep as `sweeps` and `status` print it.
package struct SweepObject: Codable, Hashable, Sendable {
    package var sweep: SweepID
    package var name: String
    package var state: SweepState
    package var reason: SweepReason?
    /// The last error line of the run that made `max_failures` trip.
    package var lastError: String?
    package var owner: String
    package var method: String
    package var seed: UInt64?
    package var objective: MetricGoal?
    package var counts: StateCounts
    /// How many runs it can have at most; null where that is unbounded or unknown.
    package var total: Int64?
    /// Of a finished sweep, how many of its runs ended without a result: failed or cancelled.
    package var holes: Int
    package var best: BestObject?
    package var etaSeconds: Double?
    package var labels: JSONObject
    package var commit: String?
    package var createdAt: Instant
    package var endedAt: Instant?
    /// The current revision of its specification, from 1; an edit makes the next one.
    package var revision: Int
    /// What sets runs of different revisions apart; null where their results can be compared.
    package var difference: String?
    /// The images that are fetched for it before any run starts.
    package var awaitedImages: [String]

    package init(_ sweep: SweepOverview, etaSeconds: Double?) {
        self.sweep = sweep.id
        name = sweep.name
        state = sweep.machine.state
        reason = sweep.machine.reason
        lastError = sweep.lastError
        owner = sweep.owner.name
        method = sweep.method.rawValue
        seed = sweep.seed
        objective = sweep.metric
        counts = StateCounts(sweep.counts)
        total = sweep.total
        let isGivenUp = sweep.machine.reason == .targetReached
        let withoutResult = sweep.counts[.failed] + (isGivenUp ? 0 : sweep.counts[.cancelled])
        holes = sweep.machine.state == .finished ? withoutResult : 0
        best = sweep.best.map { BestObject(run: "\(sweep.id)/\($0.index)", value: $0.value) }
        self.etaSeconds = etaSeconds
        labels = sweep.labels
        commit = sweep.commit
        createdAt = sweep.createdAt
        endedAt = sweep.endedAt
        revision = sweep.revision
        difference = sweep.difference
        awaitedImages = sweep.machine.state.isTerminal ? [] : sweep.awaitedImages
    }
}

extension SweepObject {
    /// The metric that none of a finished sweep's finished runs reported as a number; nil where one did.
    package var silentMetric: String? {
        state == .finished && counts.finished > 0 && best == nil ? objective?.name : nil
    }
}

/// How many runs are in each state.
package struct StateCounts: Codable, Hashable, Sendable {
    package var queued = 0
    package var starting = 0
    package var running = 0
    package var retrying = 0
    package var finished = 0
    package var failed = 0
    package var pruned = 0
    package var cancelled = 0

    package init() {}

    package init(_ counts: RunCounts) { for state in RunState.allCases { self[state] = counts[state] } }

    package subscript(state: RunState) -> Int {
        get { self[keyPath: Self.path(state)] }
        set { self[keyPath: Self.path(state)] = newValue }
    }

    private static func path(_ state: RunState) -> WritableKeyPath<StateCounts, Int> {
        switch state {
        case .queued: \.queued
        case .starting: \.starting
        case .running: \.running
        case .retrying: \.retrying
        case .finished: \.finished
        case .failed: \.failed
        case .pruned: \.pruned
        case .cancelled: \.cancelled
        }
    }

    /// Runs that are over.
    package var ended: Int { finished + failed + pruned + cancelled }
    /// Runs that hold a lease.
    package var live: Int { starting + running }
    package var all: Int { ended + live + queued + retrying }
}

/// The run with the best objective so far.
package struct BestObject: Codable, Hashable, Sendable {
    package var run: String
    package var value: Double

    package init(run: String, value: Double) {
        self.run = run
        self.value = value
    }
}

/// `{"sweeps": […]}`.
package struct SweepList: Codable, Hashable, Sendable {
    package var sweeps: [SweepObject]
    package init(sweeps: [SweepObject]) { self.sweeps = sweeps }
}
