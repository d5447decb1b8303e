internal import Glibc
internal import SweepModel
internal import SweepRecords

/// A Unix socket of this process's own, bound and listening.
struct ListeningSocket {
    let path: String
    let descriptor: CInt

    /// A path in a socket's address has 108 bytes; this leaves room.
    private static let pathMax = 100

    /// - Throws: `failed` or `permission` where there is no folder for it.
    init() throws(Fault) {
        path = try Self.freePath()
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Self.fault(path) }
        guard Self.bind(descriptor, path) == 0, listen(descriptor, 128) == 0 else {
            let fault = Self.fault(path)
            close(descriptor)
            throw fault
        }
    }

    private static func freePath() throws(Fault) -> String {
        let name = "/try-\(getpid()).sock"
        let short = "/dev/shm/sweepd-\(getuid())"
        let folder = RuntimeFolder.path.utf8.count + name.utf8.count <= pathMax ? RuntimeFolder.path : short
        try StateFolder.make(folder)
        try StateFolder.checkPrivate(folder)
        unlink(folder + name)
        return folder + name
    }

    private static func bind(_ descriptor: CInt, _ path: String) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func fault(_ path: String) -> Fault {
        Fault(.failed, "cannot make the socket '\(path)': \(String(cString: strerror(errno)))")
    }
}
