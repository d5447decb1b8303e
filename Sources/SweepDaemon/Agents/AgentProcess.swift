internal import Logging
internal import ServiceLifecycle
internal import SweepAgent
internal import SweepControl
internal import SweepEngines
package import SweepModel
internal import SweepRecords

/// `sweepd agent`: executes the runs of its user for the daemon of the system, in her name.
///
/// `sweepd agent --service` is the one that executes everybody's, as the daemon's own user and where its files lie.
///
/// It keeps nothing but files. When the connection ends, it lets go of all attempts, whose runners go on; when there is a
/// daemon again, that one tells what is live, and the attempts are taken over as by any new agent.
package struct AgentProcess: Sendable {
    private let socket: String
    private let paths: DaemonPaths
    private let configuration: AgentConfiguration
    private let logger = Logger(label: "sweepd")

    /// - Parameters:
    ///   - socket: of the daemon, absolute; nil is the system's.
    ///   - isForAll: whether it executes everybody's runs.
    ///   - environment: of this process.
    /// - Throws: `failed` where the runner is not beside this program; `specification` where it reads the daemon's
    ///   configuration, and that is faulty.
    package init(socket: String?, isForAll: Bool = false, environment: [String: String]) throws(Fault) {
        self.socket = socket ?? "/run/sweepd/sweepd.sock"
        paths =
            isForAll ? try Self.servicePaths(environment, socket) : .ofAgent(environment: environment, socket: socket)
        let host = HostResources.probe()
        let engines = EngineHost.probe(
            agentSocket: paths.agentSocket, initExecutable: try host.executable(beside: "sweep-init"),
            environment: environment)
        var configuration = AgentConfiguration(
            paths, engines, runnerExecutable: try host.executable(beside: "sweep-runner"), bootID: host.bootID,
            environment: environment)
        configuration.units = OwnUnit.units(environment)
        // They are users', and it is none.
        if isForAll { configuration.secrets = nil }
        // Attempts of several users may share a GPU, where one daemon says so.
        configuration.daemon = self.socket
        self.configuration = configuration
    }

    /// Where the daemon's own files lie.
    private static func servicePaths(_ environment: [String: String], _ socket: String?) throws(Fault) -> DaemonPaths {
        let usual = DaemonPaths(
            environment: environment, stateFolder: nil, socket: socket, configuration: nil, isSystem: true)
        return usual.moved(by: try ConfigurationFile.read(usual.configuration, isRequired: false))
    }

    /// Works until it is told to stop; live runs go on.
    ///
    /// - Throws: what the daemon has against this agent; `conflict` where another one of this user is at work.
    package func run() async throws(Fault) {
        try paths.make()
        let service = AgentService(
            socket: socket, configuration: configuration, places: paths.places, logger: logger)
        try await ServiceGroup.run([service], logger: logger)
    }
}

/// Connects again and again, whenever there may be a daemon.
private struct AgentService: Service {
    let socket: String
    let configuration: AgentConfiguration
    let places: AgentPlaces
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await work() }
        ServiceNotice.stopping.send()
    }

    @concurrent private func work() async throws {
        let client = ControlClient(socket: socket)
        var patience = SocketPatience(socket)
        while !Task.isCancelled {
            let session = AgentSession(client, configuration, places, logger)
            do throws(Fault) {
                try await session.run()
            } catch {
                if Self.isFinal(error) { throw error }
                if patience.isFirst || session.hasBegun {
                    logger.notice("no daemon: \(error.message); waiting for one")
                }
            }
            if session.hasBegun { patience = SocketPatience(socket) }
            if !Task.isCancelled { await patience.wait() }
        }
    }

    /// Whether asking again is of no use.
    private static func isFinal(_ fault: Fault) -> Bool {
        [.conflict, .permission, .usage, .notFound].contains(fault.code)
    }
}
