internal import Glibc
internal import NIOCore

/// Who is asking, as the kernel says: SO_PEERCRED and SO_PEERGROUPS (unix(7), socket(7)), taken when she connected.
struct Caller: Sendable {
    /// `struct ucred`, which Glibc does not export to Swift.
    private struct Credentials {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
    }

    let uid: UInt32
    let pid: Int32
    /// The primary group.
    let gid: UInt32
    /// The supplementary groups.
    let groups: [UInt32]
    /// Comes when the connection has ended.
    var closing: EventLoopFuture<Void>?

    /// The caller whose connection is being served.
    @TaskLocal static var current: Caller?

    /// Asks the kernel for the process at the other end of a connected Unix socket, on the channel's event loop; nil where
    /// it is none.
    static func of(_ channel: any Channel) -> Caller? {
        let found = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: Int32.self, of)
        var caller = found ?? nil
        caller?.closing = channel.closeFuture
        return caller
    }

    /// The same of a connected socket's descriptor.
    static func of(_ descriptor: Int32) -> Caller? {
        var credentials = Credentials()
        var length = socklen_t(MemoryLayout<Credentials>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0,
            length == MemoryLayout<Credentials>.size, let groups = Self.groups(of: descriptor)
        else { return nil }
        return Caller(uid: credentials.uid, pid: credentials.pid, gid: credentials.gid, groups: groups)
    }

    /// The answer is as long as there are groups; where the room is too small, the kernel says how much it takes.
    private static func groups(of descriptor: Int32) -> [UInt32]? {
        var groups = [UInt32](repeating: 0, count: 64)
        for _ in 0..<2 {
            var length = socklen_t(groups.count * MemoryLayout<UInt32>.size)
            let result = getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &length)
            let count = Int(length) / MemoryLayout<UInt32>.size
            if result == 0 { return Array(groups.prefix(count)) }
            guard errno == ERANGE else { return nil }
            groups = [UInt32](repeating: 0, count: count)
        }
        return nil
    }
}
