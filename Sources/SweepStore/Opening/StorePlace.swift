internal import Glibc
internal import SweepModel

/// Where the database is to lie: a local folder that exists.
///
/// SQLite's write-ahead log needs shared memory between the connections and locks that hold, which no network file
/// system gives (https://www.sqlite.org/wal.html, https://www.sqlite.org/howtocorrupt.html, section 2.1).
struct StorePlace {
    let path: String

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// - Throws: `failed` where there is no such folder, or it is on a network file system.
    func check() throws(Fault) {
        guard let resolved = realpath(folder, nil) else { throw Fault.opening(folder, errno) }
        defer { free(resolved) }
        let mounts = MountTable(Self.contents(of: "/proc/self/mountinfo"))
        guard let type = mounts.networkType(of: String(cString: resolved)) else { return }
        throw Fault(
            .failed, "cannot open the queue: '\(folder)' is on a network file system (\(type)), which loses data",
            hint: "name a directory on a local disk with --state-dir or 'storage.state', for example '/var/lib/sweepd'")
    }

    /// Makes the file for the owner alone; SQLite gives its companions the same mode.
    func makeFile() throws(Fault) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault.opening(path, errno) }
        close(descriptor)
    }

    /// A file of /proc, whose size nothing tells; empty where it cannot be read.
    private static func contents(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(descriptor, &chunk, chunk.count), count > 0, bytes.count < 1 << 24 {
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
