internal import Glibc
internal import SweepDevices
internal import SweepEngines
internal import SweepModel

/// What checks may look at: files beneath a root, the caller, and what programs answer. Tests show them another host.
struct DoctorHost: Sendable {
    let files: HostFiles
    let uid: UInt32
    let userName: String
    /// Of this process.
    let environment: [String: String]
    /// Of the daemon that she would ask.
    let paths: DaemonPaths
    /// Asks a program that is found by its name; nil where there is none.
    let ask: @Sendable (String, [String]) async -> HostProgram.Answer?

    var isRoot: Bool { uid == 0 }
    /// Whether systemd is process 1 (sd_booted(3)).
    var hasSystemd: Bool { files.exists("/run/systemd/system") }
    var hasUserManager: Bool { files.exists("/run/user/\(uid)/systemd/private") }
}

extension DoctorHost {
    /// This host, seen by whoever runs this process.
    static func own(paths: DaemonPaths, engines: EngineHost, environment: [String: String]) -> DoctorHost {
        let programs = HostProgram(host: engines)
        return DoctorHost(
            files: HostFiles(), uid: getuid(), userName: UserName.name(of: getuid()), environment: environment,
            paths: paths, ask: { await programs.ask($0, $1) })
    }
}
