internal import SweepModel
internal import SweepRecords
internal import Synchronization

/// What the manifests of one sweep have in common, made once.
final class SweepFactsCache: Sendable {
    private static let countMax = 64
    private let facts = Mutex<[SweepID: SweepFacts]>([:])

    /// - Throws: a fault where the sweep's files cannot be written.
    func facts(for plan: LaunchPlan) throws(Fault) -> SweepFacts {
        let sweep = plan.attempt.run.sweep
        // Attempts of one sweep are prepared side by side, and its files are written once.
        return try facts.withLock { facts throws(Fault) in
            if let known = facts[sweep] { return known }
            let made = try SweepFacts.make(
                sweep, specification: plan.specification, source: plan.source, runsFolder: plan.layout.runsFolder)
            if facts.count >= Self.countMax { facts = [:] }
            facts[sweep] = made
            return made
        }
    }
}
