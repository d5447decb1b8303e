package import SweepEngines
package import SweepModel
package import SweepRecords

/// What an agent needs to know of its place: paths, all absolute, and limits.
package struct AgentConfiguration: Sendable {
    /// Folder of the source snapshots.
    package var sourceFolder: String
    /// Folder of what is known of Python installations.
    package var pythonFolder: String
    /// What engines need to know, the socket on which runners tell of starts and ends included.
    package var host: EngineHost
    package var runnerExecutable: String
    /// Of the process that the agent is in; an engine's client that fetches an image gets what it needs of it.
    package var environment: [EnvironmentEntry] = []
    package var bootID: String
    /// How many idle runners are kept ready.
    package var idleRunnersMax: Int
    /// Folder of the locks by which the daemons of this host keep off each other's GPUs.
    package var lockFolder = "/run/lock"
    /// The daemon among whose attempts a device may be shared, by what it differs in from every other of the host.
    package var daemon: String
    /// What a container is given for a device; with true by the names of the Container Device Interface.
    package var containerDevice: @Sendable (Device, Bool) throws(Fault) -> ContainerDevice = {
        device, _ throws(Fault) in
        throw Fault(.failed, "cannot give \(device.label) to a container: nobody knows how")
    }
    /// Who starts runners; nil where the agent does that itself.
    package var units: TransientUnits?
    /// The secrets of the user whose attempts these are; nil where there are none.
    package var secrets: SecretStore?
    /// Who looks at what attempts do with their devices.
    package var observer: (any DeviceObserver)?

    package init(
        sourceFolder: String, pythonFolder: String, host: EngineHost, runnerExecutable: String, bootID: String,
        idleRunnersMax: Int = 8
    ) {
        self.sourceFolder = sourceFolder
        self.pythonFolder = pythonFolder
        self.host = host
        daemon = host.agentSocket
        self.runnerExecutable = runnerExecutable
        self.bootID = bootID
        self.idleRunnersMax = idleRunnersMax
    }
}

extension AgentConfiguration {
    func lock(of held: DeviceLease) -> DeviceLock {
        DeviceLock(of: held.booking, in: lockFolder, daemon: daemon)
    }
}
