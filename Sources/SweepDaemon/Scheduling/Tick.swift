internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// One pass of the scheduling loop: changes in one transaction, and what is to be done once they are durable.
///
/// The extensions are its vocabulary: what happens to runs, to sweeps, with metrics, and how runs start.
final class Tick {
    /// A run that got its lease.
    struct Start: Sendable {
        let run: RunRecord
        let attempt: AttemptID
        let lease: Lease
        let devices: [DeviceLease]
        let sweep: SweepPlan
    }

    /// What is to be done after the commit.
    struct Outcome: Sendable {
        var starts: [Start] = []
        var stops: [AttemptID] = []
        /// With the sweeps whose they are.
        var hooks: [(call: HookCall, sweep: SweepPlan)] = []
        /// Attempts that sweepd ends by itself.
        var endings: [(AttemptID, StopCause)] = []
        var answers: [@Sendable () -> Void] = []
        var events: [EventRecord] = []
        var wakeAt: Instant?
        /// A sweep had more candidates to look at than one tick may.
        var unfinished = false
        /// Somebody waits for GPUs that nobody has looked at lately.
        var wantsLook = false
        /// What agents are to do about images.
        var images: [ImageFetches.Order] = []
        /// GPUs that another daemon has.
        var awaited: [(DeviceID, DeviceLock)] = []
    }

    let store: StoreTransaction
    let state: SchedulerState
    let now: Instant
    var outcome = Outcome()
    /// What looks at points may still cost, of all sweeps together.
    var costLeft = costMax

    /// Some tens of milliseconds, by ``Search/cost``.
    private static let costMax = 400_000

    init(store: StoreTransaction, state: SchedulerState, now: Instant) {
        self.store = store
        self.state = state
        self.now = now
    }

    func take(_ inputs: [Input]) throws(Fault) {
        for (place, input) in inputs.enumerated() {
            switch input {
            case .agent(let event): try take(event, at: place)
            case .request(let request): carryOut(request)
            case .devices(let news): try take(news)
            case .attendance: attend()
            case .timer: break
            }
        }
        settle()
    }

    /// One that cannot be taken in, though the disk is well, cannot be taken in later either: whoever tries again is to do
    /// it without.
    private func take(_ event: AgentEvent, at place: Int) throws(Fault) {
        do throws(Fault) {
            try take(event)
        } catch {
            if !store.hasFailed { state.refused = place }
            throw error
        }
    }

    /// What is to be done after the commit, and when to look again.
    func settle() {
        outcome.images += state.images.takeOrders().filter { order in
            if case .fetch(let image) = order { state.isAwaitedByAttended(image) } else { true }
        }
        outcome.wakeAt = state.nextWake
    }

    /// Lets the runs of those wait of whom no agent is connected.
    func attend() { state.schedule.attend(state.attended()) }

    private func take(_ event: AgentEvent) throws(Fault) {
        switch event {
        case .started(let attempt, let at): try started(attempt, at: at)
        case .metrics(let attempt, let points, let progress): try reported(points, by: attempt, progress)
        case .ended(let attempt, let end): try ended(attempt, end)
        case .neverStarted(let attempt): try neverStarted(attempt)
        case .image(let order, let answer): try take(order, answer)
        case .deviceTaken(let attempt, let device, let lock): try taken(device, from: attempt, lock)
        case .hookEnded(let id, _, let failure): try hookEnded(id, failure)
        case .noted(let attempt, let note):
            try record("note", run: attempt.run, attempt: attempt.number, detail: note)
        }
    }

    /// A change that is refused must not have written anything: every change checks before it writes.
    private func carryOut(_ request: Input.Request) {
        do throws(Fault) {
            outcome.answers.append(try request.carryOut(self))
        } catch {
            outcome.answers.append { request.fail(error) }
        }
    }

    func plan(of sweep: SweepID) throws(Fault) -> SweepPlan { try state.plans.plan(of: sweep, from: store) }

    /// What holds for a run: the sweep's current revision, unless it was retried under one of its own.
    func plan(of run: RunRecord) throws(Fault) -> SweepPlan { try state.plans.plan(of: run, from: store) }

    func record(
        _ event: String, run: RunID, attempt: Int? = nil, at instant: Instant? = nil, detail: String? = nil
    ) throws(Fault) {
        try record(event, sweep: run.sweep, run: run.index, attempt: attempt, at: instant, detail: detail)
    }

    /// - Parameter instant: when it happened, where that is not now.
    func record(
        _ event: String, sweep: SweepID, run: Int? = nil, attempt: Int? = nil, at instant: Instant? = nil,
        detail: String? = nil
    ) throws(Fault) {
        let event = EventRecord(
            at: instant ?? now, sweep: sweep, run: run, attempt: attempt, event: event, detail: detail)
        outcome.events.append(try store.append(event: event))
    }
}
