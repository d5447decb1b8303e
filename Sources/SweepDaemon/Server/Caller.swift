internal import Glibc
internal import NIOCore
internal import SweepModel

/// Who is asking, as the kernel says.
struct Caller: Sendable {
    /// `struct ucred`, which Glibc does not export to Swift.
    private struct Credentials {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
    }

    let uid: UInt32
    let pid: Int32

    /// The caller whose connection is being served.
    @TaskLocal static var current: Caller?

    /// Asks the kernel for the process at the other end of a connected Unix socket.
    static func of(_ channel: any Channel) -> EventLoopFuture<Caller?> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(nil)
        }
        let credentials: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        return credentials.map { Caller(uid: $0.uid, pid: $0.pid) }
    }

    /// The caller as the owner of what she submits.
    var owner: Owner { Owner(uid: uid, name: UserName.name(of: uid)) }
}
