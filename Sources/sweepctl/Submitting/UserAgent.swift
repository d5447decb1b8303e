internal import Glibc
internal import Subprocess
internal import SweepControl
internal import SweepModel

/// The agent that executes this user's runs where the system's daemon is asked.
enum UserAgent {
    private static let unit = "sweep-agent.service"
    private static let triesMax = 40
    /// The daemon starts it at its own start, which may be the one that this caller has brought about.
    private static let sharedTriesMax = 200

    /// The same host with this user's agent connected, which her own systemd manager starts where it is not; or with the
    /// one that executes everybody's runs.
    ///
    /// - Throws: `unreachable` where it cannot be started.
    static func ready(_ host: HostObject, _ client: ControlClient) async throws(Fault) -> HostObject {
        if host.runsAreUnits == true, !host.isService { warnUnlessLingering() }
        guard let hasAgent = host.hasAgent else { return host }
        guard !hasAgent else { return host }
        if !host.isService { try await start() }
        for _ in 0..<(host.isService ? sharedTriesMax : triesMax) {
            let host: HostObject = try await client.answer(to: ControlRequest(.showHost))
            if host.hasAgent == true { return host }
            try? await Task.sleep(for: .milliseconds(50))
        }
        guard !host.isService else {
            throw Fault(
                .unreachable,
                "cannot submit: the agent that executes all runs here is not connected to '\(host.socket)'",
                hint: "an administrator: 'journalctl -u sweepd' says why")
        }
        throw Fault(
            .unreachable, "cannot go on: your agent was started and is not connected to '\(host.socket)'",
            hint: "'systemctl --user status sweep-agent' and 'journalctl --user -u sweep-agent' say why")
    }

    private static func start() async throws(Fault) {
        // Also at her next login, or boot where she lingers: what is queued by then goes on.
        guard let words = await failure(of: ["--user", "--quiet", "enable", "--now", unit]) else { return }
        let subject = "cannot start your agent, which executes your runs"
        if await isBarred() {
            throw Fault(
                .permission, "\(subject): your systemd manager has run since before you were in the socket's group",
                hint:
                    "an administrator may restart it, which ends what you run there: 'systemctl restart user@\(getuid())'"
            )
        }
        throw Fault(
            .unreachable, "\(subject): \(words)",
            hint:
                "'journalctl --user -u sweep-agent' says why. Where you have no systemd manager, as after su or sudo, log in, "
                + "or keep 'sweepd agent' running in a terminal")
    }

    /// Whether the agent ended because it might not connect, though its user may.
    private static func isBarred() async -> Bool {
        let asked = try? await Subprocess.run(
            .name("systemctl"), arguments: ["--user", "show", "--property=ExecMainStatus", "--value", unit],
            output: .string(limit: 64), error: .discarded)
        return asked?.standardOutput.split(separator: "\n").first == "\(Fault.Code.permission.exitCode)"
    }

    private static func failure(of arguments: [String]) async -> String? {
        do {
            let result = try await Subprocess.run(
                .name("systemctl"), arguments: Arguments(arguments), output: .discarded,
                error: .string(limit: 1 << 16))
            if result.terminationStatus.isSuccess { return nil }
            return result.standardError.split(separator: "\n").first.map(String.init) ?? "it failed without a word"
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return "there is no systemctl"
        } catch {
            return "\(error)"
        }
    }

    /// Says what becomes of runs at logout.
    private static func warnUnlessLingering() {
        guard let entry = getpwuid(getuid()) else { return }
        let name = String(cString: entry.pointee.pw_name)
        guard access("/var/lib/systemd/linger/\(name)", F_OK) != 0 else { return }
        Console.warn(
            "your runs end at your last logout, since your systemd manager does; 'loginctl enable-linger' lets it stay")
    }
}
