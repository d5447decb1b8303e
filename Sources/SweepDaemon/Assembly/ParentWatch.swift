internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// Ends, and the daemon with it, when the process is gone that started the daemon for itself alone: that one holds the
/// other end of a pipe, which the kernel closes however it ends.
struct ParentWatch: Service {
    /// The reading end; nothing ever comes through it but its end.
    let descriptor: Int32
    let group: any EventLoopGroup

    func run() async throws {
        let pipe = try await NIOPipeBootstrap(group: group).takingOwnershipOfDescriptor(input: descriptor).get()
        try await withGracefulShutdownHandler {
            try await pipe.closeFuture.get()
        } onGracefulShutdown: {
            pipe.close(promise: nil)
        }
    }
}
