package import SweepModel

/// Engine `none`: the attempt is a process of its owner, with an environment built from nothing.
package struct BareEngine: Engine {
    package let name = "none"

    package init() {}

    package func runnerPlan(
        for plan: LaunchPlan, workingDirectory: String, on host: EngineHost
    ) throws(Fault) -> RunnerPlan {
        RunnerPlan(
            attempt: plan.attempt.description, records: plan.layout.records, argv: plan.argv,
            executable: try executable(of: plan, in: workingDirectory), environment: plan.environment,
            workingDirectory: workingDirectory, timeLimit: plan.timeLimit, stopGrace: plan.stopGrace,
            logBytesMax: plan.logBytesMax, agentSocket: host.agentSocket)
    }

    /// The program as resolved at submission; one that was named by a path relative to the working directory is
    /// looked up in the run's own copy of it.
    private func executable(of plan: LaunchPlan, in workingDirectory: String) throws(Fault) -> String {
        guard let name = plan.argv.first else { throw Fault(.failed, "cannot start the run: its command is empty") }
        if name.hasPrefix("/") { return name }
        if name.contains("/") { return workingDirectory + "/" + name }
        guard let executable = plan.executable else {
            throw Fault(.failed, "cannot start '\(name)': it was not resolved at submission")
        }
        return executable
    }
}
