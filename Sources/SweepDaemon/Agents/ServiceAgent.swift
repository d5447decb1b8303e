internal import Glibc
internal import Logging
internal import ServiceLifecycle
internal import SweepAgent
internal import SweepModel

/// Has the agent that executes everybody's runs started by the systemd manager of this process's own user, which lingers:
/// outside of the daemon's sandbox, in which no container can be made.
struct ServiceAgent: Service {
    static let absence = "the agent that executes all runs here is not connected"
    /// The hint of all that need it and miss it.
    static let whereItSaysWhy = "an administrator: 'journalctl _SYSTEMD_USER_UNIT=\(unit)' says why"
    static let unit = "sweep-service-agent.service"
    /// Where this host boots, the manager may start a moment after the daemon.
    private static let failuresUnsaid = 5

    let agents: ConnectedAgents
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in agents.absences { await start() }
        }
    }

    /// Tries until the manager takes the order: after a boot it may not be there yet.
    private func start() async {
        let folder = "/run/user/\(getuid())"
        let socket = folder + "/systemd/private"
        let units = TransientUnits(runtimeFolder: folder)
        var patience = SocketPatience(socket)
        var failures = 0
        while !Task.isCancelled, agents.attended != nil {
            guard let failure = await units.begin(Self.unit) else { return }
            failures += 1
            if failures == Self.failuresUnsaid { logger.warning("\(words(failure, socket)); runs wait until it does") }
            await patience.wait()
        }
    }

    private func words(_ failure: Fault, _ socket: String) -> String {
        if access(socket, F_OK) == 0 { return failure.message }
        let name = UserName.name(of: getuid())
        return "\(name) has no service manager, which 'loginctl enable-linger \(name)' starts"
    }
}
