internal import SweepControl
internal import SweepDevices
internal import SweepModel

/// The daemon's socket, whether the daemon behind it is this program's, and whether it has the caller's agent.
struct SocketCheck: Check {
    private static let name = "daemon"

    /// What a daemon says of itself.
    struct Answer: Sendable {
        var version: String
        /// Nil where runs need none.
        var hasAgent: Bool?
    }

    /// How a daemon answers; tests have their own.
    var answer: @Sendable (_ socket: String) async throws(Fault) -> Answer = { socket throws(Fault) in
        let host: HostObject = try await ControlClient(socket: socket).answer(
            to: SweepControl.ControlRequest(.showHost), within: .seconds(5))
        return Answer(version: host.version, hasAgent: host.hasAgent)
    }

    func findings(on host: DoctorHost) async -> [Finding] {
        let socket = host.paths.socket
        let lookedFor = "a sweepd \(Version.text) that answers at \(socket)"
        guard host.files.exists(socket) else {
            return [
                Finding(
                    Self.name, .warning, lookedFor: lookedFor, found: "no socket: no daemon, only 'try' works",
                    remedy: Self.start(host))
            ]
        }
        do throws(Fault) {
            let answer = try await answer(host.files.path(socket))
            return [Self.judge(answer.version, lookedFor, host)] + Self.agent(answer.hasAgent)
        } catch {
            return [Self.silent(error, lookedFor, host)]
        }
    }

    private static func start(_ host: DoctorHost) -> String {
        host.paths.isSystem
            ? "systemctl enable --now sweepd.socket"
            : "systemctl --user enable --now sweepd.socket, or just 'sweepd'"
    }

    private static func restart(_ host: DoctorHost) -> String {
        "systemctl \(host.paths.isSystem ? "" : "--user ")restart sweepd, which leaves runs alone"
    }

    private static func judge(_ version: String, _ lookedFor: String, _ host: DoctorHost) -> Finding {
        if version == Version.text { return Finding(name, lookedFor: lookedFor, found: "sweepd \(version) answers") }
        return Finding(
            name, .warning, lookedFor: lookedFor, found: "sweepd \(version), another version than this program",
            remedy: restart(host))
    }

    private static func silent(_ fault: Fault, _ lookedFor: String, _ host: DoctorHost) -> Finding {
        let remedy =
            switch fault.code {
            case .unreachable: start(host)
            case .timeout: restart(host)
            default: fault.hint ?? restart(host)
            }
        return Finding(name, .fault, lookedFor: lookedFor, found: fault.message, remedy: remedy)
    }

    private static func agent(_ hasAgent: Bool?) -> [Finding] {
        guard let hasAgent else { return [] }
        let lookedFor = "your agent, which executes your runs, connected to the daemon"
        if hasAgent { return [Finding("agent", lookedFor: lookedFor, found: "connected")] }
        return [
            Finding(
                "agent", .warning, lookedFor: lookedFor, found: "not connected: your runs wait",
                remedy: "systemctl --user start sweep-agent, as 'sweepctl submit' does")
        ]
    }
}
