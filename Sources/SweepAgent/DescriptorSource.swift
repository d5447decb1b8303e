internal import Dispatch
internal import Glibc

/// Calls back on a queue whenever a descriptor is readable, and closes it once that is over.
///
/// Dispatch knows descriptors by their numbers. One that is closed while it is still waited for may have its number used
/// again, such as for another runner's socket, which is then taken for the old one, and nothing is ever heard of it.
enum DescriptorSource {
    /// - Returns: what closes the descriptor where it is cancelled, and not before nobody waits for it.
    static func start(
        _ descriptor: Int32, on queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void
    ) -> any DispatchSourceRead {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: handler)
        source.setCancelHandler { _ = close(descriptor) }
        source.activate()
        return source
    }
}
