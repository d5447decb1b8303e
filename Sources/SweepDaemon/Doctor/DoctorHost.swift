internal import Glibc
internal import SweepDevices
internal import SweepEngines
internal import SweepModel

/// What checks may look at: files beneath a root, the caller, and what programs answer. Tests show them another host.
struct DoctorHost: Sendable {
    let files: HostFiles
    let uid: UInt32
    let userName: String
    /// All groups of this process.
    let groups: Set<UInt32>
    /// Of this process.
    let environment: [String: String]
    let paths: DaemonPaths
    /// Asks a program that is found by its name; nil where there is none.
    let ask: @Sendable (String, [String]) async -> HostProgram.Answer?

    var isRoot: Bool { uid == 0 }
    /// Whether systemd is process 1 (sd_booted(3)).
    var hasSystemd: Bool { files.exists("/run/systemd/system") }
    var hasUserManager: Bool { files.exists("/run/user/\(uid)/systemd/private") }

    /// Names in the line of a group in `/etc/group`; nil where there is no such group.
    func group(_ name: String) -> (number: UInt32, members: [String])? {
        for line in (files.text("/etc/group") ?? "").split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 4, fields[0] == name, let number = UInt32(fields[2]) else { continue }
            return (number, fields[3].split(separator: ",").map(String.init))
        }
        return nil
    }
}

extension DoctorHost {
    /// This host, seen by whoever runs this process.
    static func own(paths: DaemonPaths, engines: EngineHost, environment: [String: String]) -> DoctorHost {
        let programs = HostProgram(host: engines)
        var groups = [gid_t](repeating: 0, count: 65_536)
        let count = getgroups(Int32(groups.count), &groups)
        return DoctorHost(
            files: HostFiles(), uid: getuid(), userName: UserName.name(of: getuid()),
            groups: Set(groups.prefix(max(0, Int(count))) + [getegid()]), environment: environment, paths: paths,
            ask: { await programs.ask($0, $1) })
    }
}
