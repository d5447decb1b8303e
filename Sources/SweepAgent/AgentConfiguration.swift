/// What an agent needs to know of its place: paths, all absolute, and limits.
package struct AgentConfiguration: Sendable {
    /// Folder of the source snapshots.
    package var sourceFolder: String
    /// Folder of what is known of Python installations.
    package var pythonFolder: String
    package var agentSocket: String
    package var runnerExecutable: String
    package var bootID: String
    /// How many idle runners are kept ready.
    package var idleRunnersMax: Int

    package init(
        sourceFolder: String, pythonFolder: String, agentSocket: String, runnerExecutable: String, bootID: String,
        idleRunnersMax: Int = 8
    ) {
        self.sourceFolder = sourceFolder
        self.pythonFolder = pythonFolder
        self.agentSocket = agentSocket
        self.runnerExecutable = runnerExecutable
        self.bootID = bootID
        self.idleRunnersMax = idleRunnersMax
    }
}
