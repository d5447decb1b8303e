internal import SweepEngines
internal import SweepModel
internal import SweepRecords

/// Removes what engines still know of attempts that have ended, and their scratch folders. No attempt waits for it: what
/// ends while a removal goes on is removed together by the next.
extension Agent {
    private static let removedTogetherMax = 64

    func remove(_ plan: LaunchPlan) {
        leftovers.append(plan)
        if removal == nil { removal = Task { await removeLeftovers() } }
    }

    private func removeLeftovers() async {
        while !leftovers.isEmpty {
            let plans = Array(leftovers.prefix(Self.removedTogetherMax))
            leftovers.removeFirst(plans.count)
            for (name, group) in Dictionary(grouping: plans, by: \.engine) {
                guard let engine = try? EngineRegistry.engine(named: name) else { continue }
                await engine.remove(group.map(\.attempt), on: configuration.host)
            }
            // What cannot be removed goes with the run.
            for plan in plans { try? AttemptFolder.removeScratch(plan.layout) }
        }
        removal = nil
    }
}
