internal import CSweepShims
internal import Dispatch
internal import Glibc
internal import SweepModel

/// Tells which attempts' record folders were written to, by inotify.
///
/// Confined to the agent's queue.
final class FileWatch {
    private let descriptor: Int32
    private let source: any DispatchSourceRead
    private var attempts: [Int32: AttemptID] = [:]
    private var watches: [AttemptID: Int32] = [:]

    /// - Throws: a ``Fault`` with code `failed` where the host has no inotify instance left.
    init(queue: DispatchQueue, onReadable: @escaping @Sendable () -> Void) throws(Fault) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw Fault(
                .failed, "cannot watch files: \(String(cString: strerror(errno)))",
                hint: "raise fs.inotify.max_user_instances")
        }
        source = DescriptorSource.start(descriptor, on: queue, onReadable)
    }

    /// Whether events will come; false where the folder cannot be watched.
    func add(_ attempt: AttemptID, folder: String) -> Bool {
        let watch = inotify_add_watch(descriptor, folder, UInt32(IN_MODIFY))
        guard watch >= 0 else { return false }
        attempts[watch] = attempt
        watches[attempt] = watch
        return true
    }

    func remove(_ attempt: AttemptID) {
        guard let watch = watches.removeValue(forKey: attempt) else { return }
        attempts[watch] = nil
        _ = inotify_rm_watch(descriptor, watch)
    }

    /// The attempts that wrote something since the last call.
    func changed() -> Set<AttemptID> {
        var found: Set<AttemptID> = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return found }
            for watch in Self.watches(in: buffer[0..<count]) {
                // The kernel had more to tell than it keeps.
                if watch < 0 { found.formUnion(watches.keys) }
                if let attempt = attempts[watch] { found.insert(attempt) }
            }
        }
    }

    /// The watch descriptors of a buffer of `struct inotify_event`: a fixed part of 16 bytes and a name. An overflow has
    /// none.
    private static func watches(in bytes: ArraySlice<UInt8>) -> [Int32] {
        var found: [Int32] = []
        var offset = 0
        bytes.withUnsafeBytes { raw in
            while offset + 16 <= raw.count {
                found.append(raw.loadUnaligned(fromByteOffset: offset, as: Int32.self))
                offset += 16 + Int(raw.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            }
        }
        return found
    }

    func close() { source.cancel() }
}
