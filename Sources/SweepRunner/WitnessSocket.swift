internal import CSweepShims
internal import Glibc

/// The socket at which the init of a container connects, where its engine has no way to hand a descriptor on to it.
///
/// The first connection is the init's, for nothing else of the container runs before it is answered, and there is no
/// second one: the socket is closed then, and its name gone.
final class WitnessSocket: Sendable {
    private let folder: RecordFolder
    private let name: String
    private let listener: Descriptor

    /// What poll watches: readable once the init connects.
    var descriptor: Int32 { listener.number }

    /// - Parameter path: what an earlier runner left there is replaced.
    init(path: String) throws(SystemFailure) {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        name = String(path[end...].dropFirst())
        folder = try RecordFolder(path: String(path[..<end]))
        folder.remove(name)
        // By the folder's descriptor, since the path may be longer than an address can hold.
        listener = try Descriptor(
            checking: sweep_stream_listen("/proc/self/fd/\(folder.directory.number)/\(name)"),
            "cannot listen at '\(path)'")
    }

    deinit { folder.remove(name) }

    /// The connection, and the process at its other end where that can be seen; nil where nobody has connected.
    func accept() -> (connection: Descriptor, peer: ProcessTable.Entry?)? {
        guard let connection = Descriptor(sweep_accept(listener.number)) else { return nil }
        var (pid, uid, gid) = (pid_t(0), uid_t(0), gid_t(0))
        let isKnown = sweep_peer_credentials(connection.number, &pid, &uid, &gid) == 0 && pid > 0
        return (connection, isKnown ? ProcessTable.entry(of: pid) : nil)
    }
}
