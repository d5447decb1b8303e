internal import Glibc
internal import SweepModel

/// Makes this process the only one that has the database open, for as long as this value lives.
///
/// The kernel drops the lock when the process ends, however it ends; what is left of the file says nothing.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `conflict` where another process holds the lock, `permission` where the file cannot be written.
    init(path: String) throws(Fault) {
        descriptor = try Self.openFile(path)
        guard Self.take(descriptor) else {
            let holder = Self.holder(descriptor).map { " (pid \($0))" } ?? ""
            close(descriptor)
            throw Fault(
                .conflict, "cannot open the queue: another sweepd uses this state directory" + holder,
                hint: "stop that one, or name another directory with --state-dir")
        }
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    deinit { close(descriptor) }

    private static func openFile(_ path: String) throws(Fault) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor < 0 else { return descriptor }
        throw Fault.opening(path, errno)
    }

    /// Takes the lock, or finds that another process that lives has it.
    ///
    /// One that was killed while it started a runner leaves the lock to the runner until that is executed, which takes
    /// a moment and has no end to wait for.
    private static func take(_ descriptor: Int32) -> Bool {
        for _ in 0..<triesMax {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            if let holder = holder(descriptor), kill(holder, 0) == 0 || errno == EPERM { return false }
            usleep(tryDelay)
        }
        return false
    }

    /// How often the lock of a process that is gone is tried, and with which delay in microseconds.
    private static let triesMax = 500
    private static let tryDelay: UInt32 = 10_000

    /// The pid of who holds the lock; nil where it has not written it yet.
    private static func holder(_ descriptor: Int32) -> pid_t? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return pid_t(String(decoding: digits, as: UTF8.self))
    }
}

extension Fault {
    /// Why a file of the state directory could not be opened or made.
    static func opening(_ path: String, _ code: Int32) -> Fault {
        let reason = "cannot open the queue: '\(path)': \(String(cString: strerror(code)))"
        switch code {
        case EACCES, EPERM, EROFS:
            return Fault(.permission, reason, hint: "name a directory that can be written with --state-dir")
        case ENOSPC, EDQUOT: return Fault(.limit, reason, hint: "free space on the disk")
        default: return Fault(.failed, reason, hint: "name another directory with --state-dir")
        }
    }
}
