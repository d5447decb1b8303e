internal import SweepModel
internal import SweepRecords

/// One attempt as its agent follows it. Confined to the agent's queue.
final class Followed {
    let plan: LaunchPlan
    var machine: FollowMachine
    let capture: AttemptCapture
    var prepared: PreparedAttempt?
    /// Why it could not be prepared or handed over.
    var failure: Fault?
    var runner: RunnerProcess?
    /// What its runner recorded of its end, where it has said so.
    var exit: ExitRecord?
    /// When its program started, once the runner has said so.
    var startedAt: Instant?
    /// It ended while no agent followed it.
    var endedUnseen = false
    /// What it reports is read while it runs.
    var isCaptured = false
    /// What the driver of its devices tells of them.
    var deviceReport: Task<DeviceReport?, Never>?
    /// Somebody wanted it to end.
    var wasStopped = false
    /// Why, where no person wanted it.
    var stopCause: StopCause?

    init(plan: LaunchPlan, machine: FollowMachine, capture: AttemptCapture) {
        self.plan = plan
        self.machine = machine
        self.capture = capture
    }
}
