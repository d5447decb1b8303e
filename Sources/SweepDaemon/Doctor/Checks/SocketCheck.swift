internal import Glibc
internal import SweepControl
internal import SweepDevices
internal import SweepModel

/// The daemon's socket, and whether the daemon behind it is this program's.
struct SocketCheck: Check {
    private static let name = "daemon"
    private static let group = "sweepd"
    private static let systemSocket = "/run/sweepd/sweepd.sock"

    /// How a daemon answers; tests have their own.
    var version: @Sendable (_ socket: String) async throws(Fault) -> String = { socket throws(Fault) in
        let host: HostObject = try await ControlClient(socket: socket).answer(
            to: SweepControl.ControlRequest(.showHost))
        return host.version
    }

    func findings(on host: DoctorHost) async -> [Finding] {
        let socket = Self.socket(host)
        let lookedFor = "a sweepd \(Version.text) that answers at \(socket)"
        guard host.files.exists(socket) else {
            return [
                Finding(
                    Self.name, .warning, lookedFor: lookedFor, found: "no socket: no daemon, only 'try' works",
                    remedy: Self.start(socket))
            ]
        }
        do throws(Fault) {
            return [Self.judge(try await version(host.files.path(socket)), lookedFor, socket)]
        } catch {
            return [
                error.code == .permission
                    ? Self.refused(host, socket, lookedFor) : Self.silent(error, lookedFor, socket)
            ]
        }
    }

    /// As sweepctl chooses.
    private static func socket(_ host: DoctorHost) -> String {
        host.environment["SWEEPD_SOCKET"] ?? (host.files.exists(systemSocket) ? systemSocket : host.paths.socket)
    }

    private static func start(_ socket: String) -> String {
        socket == systemSocket
            ? "systemctl enable --now sweepd.socket"
            : "systemctl --user enable --now sweepd.socket, or just 'sweepd'"
    }

    private static func judge(_ version: String, _ lookedFor: String, _ socket: String) -> Finding {
        if version == Version.text { return Finding(name, lookedFor: lookedFor, found: "sweepd \(version) answers") }
        return Finding(
            name, .warning, lookedFor: lookedFor, found: "sweepd \(version), another version than this program",
            remedy: "systemctl \(socket == systemSocket ? "" : "--user ")restart sweepd, which leaves runs alone")
    }

    private static func silent(_ fault: Fault, _ lookedFor: String, _ socket: String) -> Finding {
        Finding(name, .fault, lookedFor: lookedFor, found: fault.message, remedy: start(socket))
    }

    /// A group that was joined after the login is not this process's yet.
    private static func refused(_ host: DoctorHost, _ socket: String, _ lookedFor: String) -> Finding {
        guard let group = host.group(group) else {
            return Finding(
                name, .fault, lookedFor: lookedFor, found: "the socket refuses, and there is no group 'sweepd'",
                remedy: "systemd-sysusers, then systemctl restart sweepd.socket")
        }
        let isMember = group.members.contains(host.userName)
        let mayJoin = isMember && !host.groups.contains(group.number)
        return Finding(
            name, .fault, lookedFor: lookedFor,
            found: mayJoin
                ? "the socket refuses: \(host.userName) has joined the group 'sweepd' since this session began"
                : isMember
                    ? "the socket refuses, though \(host.userName) is in the group 'sweepd'"
                    : "the socket refuses: \(host.userName) is not in the group 'sweepd'",
            remedy: mayJoin
                ? "log in again, or 'newgrp sweepd'"
                : isMember
                    ? "systemctl restart sweepd.socket" : "usermod -aG sweepd \(host.userName), then log in again")
    }
}
