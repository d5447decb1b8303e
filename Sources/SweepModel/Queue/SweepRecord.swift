/// A sweep as the store keeps it, its counters included.
package struct SweepRecord: Hashable, Sendable {
    package var id: SweepID
    package var name: String
    package var owner: Owner
    package var machine: SweepMachine
    /// The last error line of the run that made `max_failures` trip.
    package var lastError: String?
    package var revision: Int
    /// Whether the revision holds for some retried runs alone.
    package var isForRuns: Bool
    package var specification: Specification
    /// The file as submitted, byte for byte.
    package var text: String
    /// What lay beneath and over the file; nil where an older sweepd did not keep it.
    package var overlay: Overlay?
    package var context: SubmissionContext
    /// The name under which a second submission finds this sweep again.
    package var key: String?
    package var seed: UInt64
    package var cursor: SearchCursor
    /// How many explicit points there are; those that stand in the specification at submission among them.
    package var explicitPoints: Int64
    /// How many runs the sweep can have at most; nil where that is unbounded or unknown.
    package var total: Int64?
    package var counts: RunCounts
    package var best: BestRun?
    package var createdAt: Instant
    package var endedAt: Instant?
    /// Sum of the finished runs' durations; with their count, the mean for the estimate of the time left.
    package var finishedDuration: Span

    package init(
        id: SweepID, name: String, owner: Owner, machine: SweepMachine, lastError: String? = nil, revision: Int = 1,
        isForRuns: Bool = false, specification: Specification, text: String, overlay: Overlay? = Overlay(),
        context: SubmissionContext, key: String? = nil, seed: UInt64,
        cursor: SearchCursor = SearchCursor(), explicitPoints: Int64? = nil, total: Int64?,
        counts: RunCounts = RunCounts(), best: BestRun? = nil,
        createdAt: Instant, endedAt: Instant? = nil, finishedDuration: Span = .zero
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.machine = machine
        self.lastError = lastError
        self.revision = revision
        self.isForRuns = isForRuns
        self.specification = specification
        self.text = text
        self.overlay = overlay
        self.context = context
        self.key = key
        self.seed = seed
        self.cursor = cursor
        self.explicitPoints = explicitPoints ?? Int64(specification.points.count)
        self.total = total
        self.counts = counts
        self.best = best
        self.createdAt = createdAt
        self.endedAt = endedAt
        self.finishedDuration = finishedDuration
    }
}

/// How many runs of a sweep are in each state, and what the brake counts.
package struct RunCounts: Hashable, Sendable {
    private var counts: [RunState: Int] = [:]
    /// Runs that failed of themselves in a row, the last to end included.
    package var failuresInARow = 0
    /// Runs that failed of themselves.
    package var ownFailures = 0

    package init() {}

    package subscript(state: RunState) -> Int {
        get { counts[state] ?? 0 }
        set { counts[state] = newValue }
    }

    package var all: Int { counts.values.reduce(0, +) }
    package var live: Int { self[.starting] + self[.running] }
    package var waiting: Int { self[.queued] + self[.retrying] }
    package var ended: Int { RunState.terminal.reduce(0) { $0 + self[$1] } }
}

/// The run with the best objective so far.
package struct BestRun: Hashable, Sendable {
    package let index: Int
    package let value: Double

    package init(index: Int, value: Double) {
        self.index = index
        self.value = value
    }
}

/// What scheduling needs to know of a sweep, small enough to hold ten thousand of them.
package struct SweepEntry: Hashable, Sendable {
    package var id: SweepID
    /// Position in the order of submission.
    package var order: Int64
    package var owner: UInt32
    package var machine: SweepMachine
    package var priority: Int
    package var request: ResourceRequest
    package var maxParallel: Int?
    /// Runs that hold a lease.
    package var live: Int
    /// Runs that are materialised and wait to start.
    package var queued: Int
    /// Runs that wait for their backoff.
    package var retrying: Int
    /// Whether the cursor may still yield points.
    package var mayMaterialise: Bool
    /// Whether an image that its runs need is not here yet.
    package var awaitsImage = false
    /// What the owner was called at submission.
    package var ownerName = ""

    package init(
        id: SweepID, order: Int64, owner: UInt32, machine: SweepMachine, priority: Int, request: ResourceRequest,
        maxParallel: Int?, live: Int, queued: Int, retrying: Int, mayMaterialise: Bool
    ) {
        self.id = id
        self.order = order
        self.owner = owner
        self.machine = machine
        self.priority = priority
        self.request = request
        self.maxParallel = maxParallel
        self.live = live
        self.queued = queued
        self.retrying = retrying
        self.mayMaterialise = mayMaterialise
    }
}
