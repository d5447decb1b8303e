internal import Glibc
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

    /// A doctor for this host and whoever runs this process: for the system's daemon where she would ask it, else for one
    /// of her own.
    ///
    /// - Parameters:
    ///   - options: where a daemon would have its files.
    ///   - environment: of this process.
    /// - Throws: `failed` where the programs of sweepd do not lie together.
    package init(options: DaemonOptions, environment: [String: String]) throws(Fault) {
        let socket = options.isSystem ? options.socket ?? Self.systemSocket : Self.socket(options, environment)
        let usual = DaemonPaths(
            environment: environment, stateFolder: options.stateFolder, socket: socket,
            configuration: options.configuration, isSystem: options.isSystem || socket == Self.systemSocket)
        let configuration = try? ConfigurationFile.read(usual.configuration, isRequired: false)
        let paths = configuration.map { usual.moved(by: $0) } ?? usual
        let engines = EngineHost.probe(
            agentSocket: paths.agentSocket, initExecutable: try HostResources.probe().executable(beside: "sweep-init"),
            environment: environment)
        self.init(
            host: .own(paths: paths, engines: engines, environment: environment),
            checks: [
                SystemdCheck(), RuntimeFolderCheck(), ConfigurationCheck(), StateFolderCheck(), LockFolderCheck(),
                SocketCheck(), SecretCheck(), PodmanCheck(), SubordinateIDsCheck(), ControlGroupCheck(),
                ContainerCheck(engines: engines), DockerCheck(), DeviceCheck(finder: .host()),
            ])
    }

    private static let systemSocket = "/run/sweepd/sweepd.sock"

    /// As sweepctl chooses; nil is the user's own. What has a folder or a configuration of its own is not the system's.
    private static func socket(_ options: DaemonOptions, _ environment: [String: String]) -> String? {
        if let socket = options.socket { return socket }
        if let socket = environment["SWEEPD_SOCKET"], !socket.isEmpty { return socket }
        let isElsewhere = options.stateFolder != nil || options.configuration != nil
        return !isElsewhere && access(systemSocket, F_OK) == 0 ? systemSocket : nil
    }

    /// - Parameter tell: gets each finding as soon as it is there.
    package func examine(_ tell: (Finding) -> Void = { _ in }) async -> DoctorReport {
        var findings: [Finding] = []
        for check in checks {
            let found = await check.findings(on: host)
            found.forEach(tell)
            findings += found
        }
        return DoctorReport(findings)
    }
}
