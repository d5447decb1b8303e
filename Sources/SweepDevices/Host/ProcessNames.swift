internal import Glibc
internal import SweepModel

/// Who is behind a process number that a driver named.
struct ProcessNames: Sendable {
    let files: HostFiles

    /// The process with command and user filled in; nil where there is no such process, since drivers name dead ones.
    func complete(_ process: DeviceProcess) -> DeviceProcess? {
        guard process.pid > 0, files.isRunning(process.pid) else { return nil }
        var process = process
        process.command = files.text("/proc/\(process.pid)/comm")
        process.user = files.owner("/proc/\(process.pid)").map(Self.name)
        return process
    }

    /// The name of a user; the number where there is none.
    static func name(of uid: UInt32) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, let name = found?.pointee.pw_name else {
            return "\(uid)"
        }
        return String(cString: name)
    }

    /// The name of whoever this process acts as.
    static var ownName: String { name(of: geteuid()) }

    /// The name of a group; the number where there is none.
    static func groupName(of gid: UInt32) -> String {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 65_536)
        guard getgrgid_r(gid, &entry, &buffer, buffer.count, &found) == 0, let name = found?.pointee.gr_name else {
            return "\(gid)"
        }
        return String(cString: name)
    }
}
