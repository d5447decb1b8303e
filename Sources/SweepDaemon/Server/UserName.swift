internal import Glibc
internal import SweepModel

/// Users' names and numbers, as the host knows them.
enum UserName {
    private static let bufferBytes = 16_384

    /// The number itself where the user has no name.
    static func name(of uid: UInt32) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: bufferBytes)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return String(uid) }
        return String(cString: entry.pw_name)
    }

    /// - Throws: `notFound` where there is no such user.
    static func uid(of name: String) throws(Fault) -> UInt32 {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: bufferBytes)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
            if let uid = UInt32(name) { return uid }
            throw Fault(.notFound, "cannot find user '\(name)'")
        }
        return entry.pw_uid
    }
}
