/// A sweep as lists and `status` show it: everything of a ``SweepRecord`` but its file, specification and context,
/// which are costly to read.
package struct SweepOverview: Hashable, Sendable {
    package var id: SweepID
    package var name: String
    package var owner: Owner
    package var machine: SweepMachine
    package var lastError: String?
    package var method: Specification.Method
    package var metric: MetricGoal?
    package var maxParallel: Int?
    package var labels: JSONObject
    /// The commit at submission; nil outside a git work tree.
    package var commit: String?
    package var seed: UInt64
    package var cursor: SearchCursor
    /// How many runs the sweep can have at most; nil where that is unbounded or unknown.
    package var total: Int64?
    package var counts: RunCounts
    package var best: BestRun?
    package var createdAt: Instant
    package var endedAt: Instant?
    /// Sum of the finished runs' durations.
    package var finishedDuration: Span
    /// The current revision of its specification, from 1.
    package var revision: Int
    /// What sets runs of different revisions apart; nil where their results can be compared.
    package var difference: String?
    /// The names of the images that are not here yet and that its runs wait for.
    package var awaitedImages: [String]

    package init(
        id: SweepID, name: String, owner: Owner, machine: SweepMachine, lastError: String?,
        method: Specification.Method, metric: MetricGoal?, maxParallel: Int?, labels: JSONObject, commit: String?,
        seed: UInt64, cursor: SearchCursor, total: Int64?, counts: RunCounts, best: BestRun?, createdAt: Instant,
        endedAt: Instant?, finishedDuration: Span, revision: Int = 1, difference: String? = nil,
        awaitedImages: [String] = []
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.machine = machine
        self.lastError = lastError
        self.method = method
        self.metric = metric
        self.maxParallel = maxParallel
        self.labels = labels
        self.commit = commit
        self.seed = seed
        self.cursor = cursor
        self.total = total
        self.counts = counts
        self.best = best
        self.createdAt = createdAt
        self.endedAt = endedAt
        self.finishedDuration = finishedDuration
        self.revision = revision
        self.difference = difference
        self.awaitedImages = awaitedImages
    }
}
