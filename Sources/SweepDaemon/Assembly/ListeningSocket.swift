internal import Glibc
internal import SweepModel

/// The Unix socket on which the daemon listens.
enum ListeningSocket {
    private static let backlog: Int32 = 256

    /// Binds a socket that only its owner, or her group too, may connect to; takes the place of one that nobody listens on any more.
    ///
    /// - Throws: `conflict` where another daemon listens there, else `failed` or `permission` with the reason.
    static func bind(path: String, forGroup: Bool = false) throws(Fault) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Fault(.usage, "cannot listen on '\(path)': a socket's path has at most 107 bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        if connects(address) {
            throw Fault(.conflict, "cannot listen on '\(path)': another sweepd does", hint: "stop it, or give --socket")
        }
        unlink(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let mask = umask(forGroup ? 0o117 : 0o177)
        defer { umask(mask) }
        guard descriptor >= 0, call(address, { Glibc.bind(descriptor, $0, $1) }) == 0,
            listen(descriptor, backlog) == 0
        else { throw fault(path, errno) }
        return descriptor
    }

    private static func connects(_ address: sockaddr_un) -> Bool {
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(probe) }
        return call(address, { connect(probe, $0, $1) }) == 0
    }

    private static func call(_ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func fault(_ path: String, _ code: Int32) -> Fault {
        Fault(
            code == EACCES || code == EROFS ? .permission : .failed,
            "cannot listen on '\(path)': \(String(cString: strerror(code)))")
    }
}
