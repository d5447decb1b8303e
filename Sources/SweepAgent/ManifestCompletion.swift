internal import SweepModel
internal import SweepRecords

/// Completes an attempt's manifest: at once with what is known at its end, and once more with what takes time.
struct ManifestCompletion: Sendable {
    private let plan: LaunchPlan
    private let folder: String
    private let packages: PythonPackages
    private let interpreter: PythonInterpreter?
    private var ending: ManifestEnding
    private let deviceReport: Task<DeviceReport?, Never>?

    init(_ closing: AttemptClosing, end: AttemptEnd, exit: ExitRecord?, report: CaptureReport) {
        plan = closing.plan
        folder = closing.folder ?? plan.source.workingFolder(in: plan.layout)
        packages = closing.packages
        // Where nothing could be started there is nothing to look into, and often nobody to ask.
        interpreter = end.outcome == .launchFailed ? nil : closing.interpreter
        let status = end.outcome.succeeded ? "finished" : closing.wasStopped ? "stopped" : "failed"
        ending = ManifestEnding(
            outcome: end.outcome, status: status, startedAt: end.startedAt, endedAt: end.at, exit: exit)
        ending.lastError = end.lastError
        ending.devices = end.devices
        deviceReport = closing.deviceReport
        ending.metrics = report.summaries
        ending.warnings = report.faults
        ending.metricFaults = report.badLines
        ending.metricsRefused = report.refused
    }

    /// Whether something is left that takes time.
    var takesTime: Bool { interpreter != nil || !plan.artifacts.isEmpty || deviceReport != nil }

    /// Writes what is known now. A manifest that cannot be written is missing, and costs the run nothing.
    func writeNow() { try? ManifestWriter.complete(plan.layout, with: ending) }

    /// Looks at packages, artifacts and what drivers told, and writes again.
    func writeAll() async {
        var ending = ending
        ending.deviceReport = await deviceReport?.value
        if let interpreter {
            do throws(Fault) {
                ending.python = try await packages.facts(of: interpreter)
                if ending.python == nil { ending.warnings.append("its image has no Python") }
            } catch {
                ending.warnings.append(error.message)
            }
        }
        if !plan.artifacts.isEmpty { ending.artifacts = ArtifactCollector.collect(plan.artifacts, in: folder) }
        try? ManifestWriter.complete(plan.layout, with: ending)
    }
}

extension SourceRecord {
    /// Where an attempt starts, as ``WorkingCopy`` puts it.
    fileprivate func workingFolder(in layout: AttemptLayout) -> String {
        let top = mode == .mount ? root : layout.work
        return basePath.isEmpty ? top : top + "/" + basePath
    }
}
