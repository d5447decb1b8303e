internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What an agent needs to take over an attempt that was live before it came.
struct Adoption: Sendable {
    let plan: LaunchPlan
    /// Whether its runner is known to have begun.
    let began: Bool
    /// When its program started, as far as that is known.
    let startedAt: Instant?
    let resume: CaptureResume
    /// Whether somebody wants it to end, who may not have been heard.
    let isStopping: Bool
    /// Why, where that was no person.
    let cause: StopCause?

    var orders: [AgentOrder] {
        let adopt = AgentOrder.adopt(plan, began: began, resume: resume)
        return isStopping ? [adopt, .stop(plan.attempt, because: cause)] : [adopt]
    }
}

/// What is live, for whoever takes it over.
struct Adoptions: Sendable {
    var live: [Adoption] = []
    /// Attempts of which nobody can be told what they are, with how they end by that.
    var lost: [(attempt: AttemptID, end: AttemptEnd)] = []
}

extension SchedulerState {
    /// What is live, as whoever takes it over needs to know it. One that cannot be planned any more keeps nobody from the
    /// others.
    ///
    /// - Parameter user: whose; nil stands for all.
    func adoptions(
        from reader: StoreReader, _ planner: Planner, of user: Owner? = nil, now: Instant
    ) throws(Fault) -> Adoptions {
        var adoptions = Adoptions()
        for (attempt, lease) in try reader.liveAttempts() where user.map(owner(of: lease).isStill) ?? true {
            guard let run = try reader.run(attempt.id.run) else { continue }
            do throws(Fault) {
                adoptions.live.append(try adoption(of: attempt, lease, run, from: reader, planner))
            } catch {
                // A disk that fails says nothing of the attempt.
                if reader.hasFailed { throw error }
                let words = "nobody can take it over: \(error.message)"
                let end = AttemptEnd(outcome: .lost, at: now, startedAt: nil, duration: nil, lastError: words)
                adoptions.lost.append((attempt.id, end))
            }
        }
        return adoptions
    }

    private func adoption(
        of attempt: AttemptRecord, _ lease: Lease, _ run: RunRecord, from reader: StoreReader, _ planner: Planner
    ) throws(Fault) -> Adoption {
        let plan = try planner.plan(
            run, attempt: attempt.id, lease: lease, devices: schedule.devices.leases(lease.devices),
            of: try plans.plan(of: run, from: reader), isAdopted: true)
        let cause = stopCauses[attempt.id]
        return Adoption(
            plan: plan, began: attempt.state == .running, startedAt: attempt.startedAt,
            resume: try reader.captureResume(attempt.id),
            isStopping: run.machine.live?.intent != nil || cause != nil, cause: cause)
    }

    /// Whose a lease is, by the name that she had at submission.
    func owner(of lease: Lease) -> Owner {
        Owner(uid: lease.owner, name: entries[lease.attempt.run.sweep]?.ownerName ?? "")
    }
}
