internal import SweepAgent
internal import SweepDevices
internal import SweepEngines
internal import SweepModel
internal import SweepRecords

extension AgentConfiguration {
    /// What an agent needs to know where its files lie as a daemon's would.
    ///
    /// - Parameter environment: of this process.
    init(
        _ paths: DaemonPaths, _ engines: EngineHost, runnerExecutable: String, bootID: String,
        environment: [String: String]
    ) {
        self.init(
            sourceFolder: paths.source, pythonFolder: paths.python, host: engines, runnerExecutable: runnerExecutable,
            bootID: bootID)
        self.environment = environment.map { EnvironmentEntry($0.key, $0.value) }
        lockFolder = paths.locks
        secrets = SecretStore { environment[$0] }
        let access = ContainerAccess()
        containerDevice = { device, byCDI throws(Fault) in try access.device(for: device, byCDI: byCDI) }
    }
}
