internal import SweepModel
internal import SweepRecords

/// What is needed to close an attempt that its agent follows no more.
struct AttemptClosing: Sendable {
    let plan: LaunchPlan
    /// Its working directory, where this agent prepared it.
    let folder: String?
    /// Somebody wanted it to end.
    let wasStopped: Bool
    let packages: PythonPackages
    /// The one whose packages belong into the manifest, if any does.
    let interpreter: PythonInterpreter?
    let conclusion: AttemptConclusion
    let how: FollowMachine.Conclusion
    /// What the driver told of them at its start, where it was asked.
    let deviceReport: Task<DeviceReport?, Never>?
}
