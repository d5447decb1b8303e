internal import Dispatch
internal import Glibc
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// A whole copy of the queue that has no name any more, so that nothing of it is left however the daemon ends.
final class QueueCopy: Sendable {
    private static let (prefix, suffix) = ("backup-", ".tmp")

    private let descriptor: Int32

    /// Makes it in the state folder, on a thread of its own.
    ///
    /// - Throws: what ``Store/copy(to:)`` throws.
    static func make(of store: Store, in folder: String) async throws(Fault) -> QueueCopy {
        let path = "\(folder)/\(prefix)\(UInt64.random(in: 0...UInt64.max))\(suffix)"
        let result: Result<QueueCopy, Fault> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: make(of: store, at: path)) }
        }
        return try result.get()
    }

    private static func make(of store: Store, at path: String) -> Result<QueueCopy, Fault> {
        do throws(Fault) {
            try store.copy(to: path)
            defer { unlink(path) }
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else {
                throw Fault(.internal, "cannot read '\(path)': \(String(cString: strerror(errno)))")
            }
            return .success(QueueCopy(descriptor))
        } catch {
            return .failure(error)
        }
    }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Bytes from a place on; none at the end.
    ///
    /// - Throws: `internal` where the disk fails.
    func read(at offset: Int64, max: Int) throws(Fault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max)
        let count = pread(descriptor, &bytes, max, off_t(offset))
        guard count >= 0 else {
            throw Fault(.internal, "cannot read the copy of the queue: \(String(cString: strerror(errno)))")
        }
        return Array(bytes.prefix(count))
    }

    /// Removes what a daemon left that was killed while it made one.
    static func removeLeft(in folder: String) {
        for name in StateFolder.children(of: folder) where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
            unlink(folder + "/" + name)
        }
    }
}
