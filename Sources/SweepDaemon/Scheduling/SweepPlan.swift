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
    let seed: UInt64
    let revision: Int
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
        seed = sweep.seed
        revision = sweep.revision
        submittedAt = sweep.createdAt
        self.bootID = bootID
        text = sweep.text
    }

    func isCapReached(by runs: Int) -> Bool { specification.runCap.map { runs >= $0 } ?? false }
}

/// The plans of the sweeps that were at work lately.
struct SweepPlans {
    private static let countMax = 256

    let bootID: String
    private var plans: [SweepID: SweepPlan] = [:]

    init(bootID: String) { self.bootID = bootID }

    mutating func plan(of sweep: SweepID, from store: StoreReader) throws(Fault) -> SweepPlan {
        if let plan = plans[sweep] { return plan }
        guard let record = try store.sweep(sweep) else { throw Fault(.notFound, "cannot find sweep '\(sweep)'") }
        let plan = SweepPlan(record, bootID: bootID)
        insert(plan, for: sweep)
        return plan
    }

    mutating func insert(_ plan: SweepPlan, for sweep: SweepID) {
        if plans.count >= Self.countMax { plans.removeAll(keepingCapacity: true) }
        plans[sweep] = plan
    }

    mutating func remove(_ sweep: SweepID) { plans[sweep] = nil }
}
