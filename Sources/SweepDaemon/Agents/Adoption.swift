internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What an agent needs to take over an attempt that was live before it came.
struct Adoption: Sendable {
    let plan: LaunchPlan
    /// Whether its runner is known to have begun.
    let began: Bool
    let resume: CaptureResume
    /// Whether somebody wants it to end, who may not have been heard.
    let isStopping: Bool

    var orders: [AgentOrder] {
        let adopt = AgentOrder.adopt(plan, began: began, resume: resume)
        return isStopping ? [adopt, .stop(plan.attempt, because: nil)] : [adopt]
    }
}

extension SchedulerState {
    /// What is live, as whoever takes it over needs to know it.
    ///
    /// - Parameter owner: whose; nil stands for all.
    func adoptions(
        from reader: StoreReader, _ planner: Planner, owner: UInt32? = nil
    ) throws(Fault) -> [Adoption] {
        var live: [Adoption] = []
        for (attempt, lease) in try reader.liveAttempts() where owner.map({ $0 == lease.owner }) ?? true {
            guard let run = try reader.run(attempt.id.run) else { continue }
            let plan = try planner.plan(
                run, attempt: attempt.id, lease: lease, devices: schedule.devices.leases(lease.devices),
                of: try plans.plan(of: run, from: reader))
            live.append(
                Adoption(
                    plan: plan, began: attempt.state == .running, resume: try reader.captureResume(attempt.id),
                    isStopping: run.machine.live?.intent != nil))
        }
        return live
    }
}
