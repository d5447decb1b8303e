internal import SweepEngines
internal import SweepModel
internal import SweepRecords

/// What a runner needs to begin.
struct PreparedAttempt: Sendable {
    let runnerPlan: RunnerPlan
    /// The attempt's working directory.
    let folder: String
    /// What is worth a line in the sweep's history.
    let notes: [String]
}

/// Makes everything that must be there before a runner starts, in order; every step may be repeated.
struct AttemptPreparation: Sendable {
    let plan: LaunchPlan
    let configuration: AgentConfiguration
    let manifests: ManifestWriter
    let facts: SweepFactsCache

    /// Whether files are copied, or an engine is asked, which may take longer than everything else.
    var takesTime: Bool { plan.source.mode != .mount || plan.container != nil }

    /// Lets the engine do what it must have done before.
    func makeReady() async throws(Fault) {
        try await EngineRegistry.engine(named: plan.engine).makeReady(on: configuration.host)
    }

    func run() -> Result<PreparedAttempt, Fault> {
        do throws(Fault) {
            try AttemptFolder.prepare(plan)
            let copy = try WorkingCopy.make(
                of: plan.source, sourceFolder: configuration.sourceFolder, in: plan.layout)
            let engine = try EngineRegistry.engine(named: plan.engine)
            let runnerPlan = try engine.runnerPlan(
                for: plan, workingDirectory: copy.folder, on: configuration.host)
            try manifests.begin(plan, sweep: try facts.facts(for: plan), copy: copy)
            return .success(PreparedAttempt(runnerPlan: runnerPlan, folder: copy.folder, notes: notes(copy)))
        } catch {
            return .failure(error)
        }
    }

    private func notes(_ copy: WorkingCopy) -> [String] {
        copy.changedFiles.isEmpty
            ? [] : ["changed since submission: \(copy.changedFiles.joined(separator: ", "))"]
    }
}
