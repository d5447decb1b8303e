internal import SweepModel
internal import SweepSearch
internal import SweepSpecs
internal import SweepStore

/// What a sweep's specification means, worked out once: its search and its templates.
struct SweepPlan: Sendable {
    let name: String
    let owner: Owner
    let specification: Specification
    let context: SubmissionContext
    let search: Search
    let command: CommandTemplate
    let nesting: Nesting
    let seed: UInt64
    let revision: Int
    /// Whether it holds for some retried runs alone.
    let isForRuns: Bool
    let submittedAt: Instant
    let bootID: String
    /// The file as submitted.
    let text: String

    init(_ sweep: SweepRecord, bootID: String) {
        name = sweep.name
        owner = sweep.owner
        specification = sweep.specification
        context = sweep.context
        search = Search(
            specification: sweep.specification, seed: sweep.seed, explicitPoints: sweep.explicitPoints)
        command = CommandTemplate(specification: sweep.specification)
        nesting = Nesting(specification: sweep.specification)
        seed = sweep.seed
        revision = sweep.revision
        isForRuns = sweep.isForRuns
        submittedAt = sweep.createdAt
        self.bootID = bootID
        text = sweep.text
    }

    func isCapReached(by runs: Int) -> Bool { specification.runCap.map { runs >= $0 } ?? false }
}

/// The plans of the sweeps that were at work lately.
struct SweepPlans {
    private static let countMax = 256

    private struct Key: Hashable {
        let sweep: SweepID
        let revision: Int
    }

    let bootID: String
    /// Those of the sweeps' current revisions.
    private var plans: [SweepID: SweepPlan] = [:]
    /// Those of revisions that hold for retried runs alone; nil for other ones, which hold for nothing any more.
    private var own: [Key: SweepPlan?] = [:]

    init(bootID: String) { self.bootID = bootID }

    mutating func plan(of sweep: SweepID, from store: StoreReader) throws(Fault) -> SweepPlan {
        if let plan = plans[sweep] { return plan }
        guard let record = try store.sweep(sweep) else { throw Fault(.notFound, "cannot find sweep '\(sweep)'") }
        let plan = SweepPlan(record, bootID: bootID)
        insert(plan, for: sweep)
        return plan
    }

    /// What holds for a run: the sweep's current revision, unless it was retried under one of its own.
    mutating func plan(of run: RunRecord, from store: StoreReader) throws(Fault) -> SweepPlan {
        let current = try plan(of: run.id.sweep, from: store)
        guard run.revision != current.revision else { return current }
        let key = Key(sweep: run.id.sweep, revision: run.revision)
        if let known = own[key] { return known ?? current }
        let record = try store.sweep(key.sweep, revision: key.revision)
        let plan = record.flatMap { $0.isForRuns ? SweepPlan($0, bootID: bootID) : nil }
        if own.count >= Self.countMax { own.removeAll(keepingCapacity: true) }
        own[key] = .some(plan)
        return plan ?? current
    }

    mutating func insert(_ plan: SweepPlan, for sweep: SweepID) {
        if plans.count >= Self.countMax { plans.removeAll(keepingCapacity: true) }
        plans[sweep] = plan
    }

    mutating func remove(_ sweep: SweepID) { plans[sweep] = nil }

    /// Has a sweep's plans worked out anew, of all revisions.
    mutating func forget(_ sweep: SweepID) {
        plans[sweep] = nil
        own = own.filter { $0.key.sweep != sweep }
    }
}
