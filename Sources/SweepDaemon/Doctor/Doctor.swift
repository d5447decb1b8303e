internal import SweepDevices
internal import SweepEngines
package import SweepModel

/// Examines everything that sweepd needs of a host, one check after the other, without a daemon.
package struct Doctor: Sendable {
    private let host: DoctorHost
    private let checks: [any Check]

    init(host: DoctorHost, checks: [any Check]) {
        self.host = host
        self.checks = checks
    }

    /// A doctor for this host and whoever runs this process.
    ///
    /// - Parameters:
    ///   - options: where a daemon would have its files.
    ///   - environment: of this process.
    /// - Throws: `failed` where the programs of sweepd do not lie together.
    package init(options: DaemonOptions, environment: [String: String]) throws(Fault) {
        let usual = DaemonPaths(
            environment: environment, stateFolder: options.stateFolder, socket: options.socket,
            configuration: options.configuration)
        let configuration = try? ConfigurationFile.read(usual.configuration, isRequired: false)
        let paths = configuration.map { usual.moved(by: $0) } ?? usual
        let engines = EngineHost.probe(
            agentSocket: paths.agentSocket, initExecutable: try HostResources.probe().executable(beside: "sweep-init"),
            environment: environment)
        var asked = environment
        if let socket = options.socket { asked["SWEEPD_SOCKET"] = socket }
        self.init(
            host: .own(paths: paths, engines: engines, environment: asked),
            checks: [
                SystemdCheck(), RuntimeFolderCheck(), ConfigurationCheck(), StateFolderCheck(), SocketCheck(),
                PodmanCheck(), SubordinateIDsCheck(), ControlGroupCheck(), ContainerCheck(engines: engines),
                DockerCheck(), DeviceCheck(finder: .host()),
            ])
    }

    package func examine() async -> DoctorReport {
        var findings: [Finding] = []
        for check in checks { findings += await check.findings(on: host) }
        return DoctorReport(findings)
    }
}
