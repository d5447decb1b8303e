internal import Glibc
internal import NIOCore

/// What keeps clients that ask too much, or nothing at all, from costing the daemon anything.
///
/// All of it costs an idle daemon nothing: a clock runs only while a connection is open.
struct ServerLimits: Sendable {
    /// How many connections are served at once; half of what the process may open, the rest is for runs.
    let connectionsMax: Int
    /// How many of them one user may have who does not look after the daemon.
    var connectionsOfUserMax: Int { max(1, min(64, connectionsMax / 4)) }
    /// How many of them are kept for those who do, and half of it for agents too.
    var reserve: Int { connectionsMax / 8 }
    /// How many connections of a user's agent are served beyond all that she may have.
    let agentConnectionsMax = 4
    /// How many connections of a user are told at once that they are too many; more than these are just closed.
    let refusedMax = 16
    /// How long a connection may wait for the whole head, or the next piece, of a request.
    let idleTimeout = TimeAmount.seconds(10)
    /// Largest head of a request.
    let headBytesMax = 64 << 10

    /// - Parameter descriptorsMax: how many descriptors the process may have open.
    init(descriptorsMax: Int = Self.descriptorsMax) { connectionsMax = max(1, min(1024, descriptorsMax / 2)) }

    private static var descriptorsMax: Int {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 1024 }
        return Int(clamping: limits.rlim_cur)
    }
}
