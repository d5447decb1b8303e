internal import SweepModel
internal import SweepRecords
internal import Synchronization

/// What the manifests of one sweep have in common, made once.
final class SweepFactsCache: Sendable {
    private static let countMax = 64
    private let facts = Mutex<[Key: SweepFacts]>([:])

    /// A run may have been retried with another source than its sweep's.
    private struct Key: Hashable {
        let sweep: SweepID
        let source: SourceRecord
    }

    /// - Throws: a fault where the sweep's files cannot be written.
    func facts(for plan: LaunchPlan) throws(Fault) -> SweepFacts {
        let key = Key(sweep: plan.attempt.run.sweep, source: plan.source)
        // Attempts of one sweep are prepared side by side, and its files are written once.
        return try facts.withLock { facts throws(Fault) in
            if let known = facts[key] { return known }
            let made = try SweepFacts.make(
                key.sweep, specification: plan.specification, source: plan.source, runsFolder: plan.layout.runsFolder)
            if facts.count >= Self.countMax { facts = [:] }
            facts[key] = made
            return made
        }
    }
}
