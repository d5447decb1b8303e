internal import Dispatch
internal import Glibc
internal import SweepModel

/// Waits until there may be somebody at a Unix socket: until something changes in its folder, and in any case not for
/// ever, since the folder itself may not be there yet.
struct SocketPatience {
    private static let first = Span.milliseconds(50)
    private static let longest = Span.seconds(30)

    private let folder: String
    private var span = first

    init(_ socket: String) { folder = socket.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } }

    var isFirst: Bool { span == Self.first }

    mutating func wait() async {
        let (stream, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let alarm = Alarm()
        alarm.set(after: span) { bell.yield() }
        let watch = FolderWatch(folder) { bell.yield() }
        await withTaskCancellationHandler {
            for await _ in stream { break }
        } onCancel: {
            bell.finish()
        }
        alarm.cancel()
        watch?.close()
        span = min(Span(nanoseconds: 2 * span.nanoseconds), Self.longest)
    }
}

/// Rings when something comes into a folder.
private struct FolderWatch {
    private let descriptor: Int32
    private let source: any DispatchSourceRead

    /// Nil where the folder cannot be watched.
    init?(_ folder: String, ring: @escaping @Sendable () -> Void) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        guard inotify_add_watch(descriptor, folder, UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)) >= 0 else {
            _ = Glibc.close(descriptor)
            return nil
        }
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "sweepd.folder"))
        source.setEventHandler(handler: ring)
        source.activate()
    }

    func close() {
        source.setCancelHandler { [descriptor] in _ = Glibc.close(descriptor) }
        source.cancel()
    }
}
