internal import CSystemd
internal import Glibc
internal import SweepModel

/// The listening socket that the service manager opened before the daemon started, so that no client is ever refused.
enum InheritedSocket {
    /// The first descriptor that is passed (SD_LISTEN_FDS_START).
    private static let first: Int32 = 3

    /// - Returns: nil where none is passed.
    /// - Throws: `usage` where what is passed is not one listening Unix socket.
    static func find() throws(Fault) -> Int32? {
        let count = sd_listen_fds(1)
        guard count != 0 else { return nil }
        guard count == 1, sd_is_socket_unix(first, Int32(SOCK_STREAM.rawValue), 1, nil, 0) > 0 else {
            throw Fault(
                .usage, "expected one listening Unix socket from the service manager, got \(count) descriptors",
                hint: "let the .socket unit have one ListenStream=, the path of a Unix socket")
        }
        return first
    }

    /// The path that a Unix socket is bound to; nil where it has none.
    static func path(of descriptor: Int32) -> String? {
        var address = sockaddr_un()
        var size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        guard code == 0 else { return nil }
        let bytes = withUnsafeBytes(of: address.sun_path) { $0.prefix { $0 != 0 } }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
