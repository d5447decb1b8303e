internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import SweepModel

/// Ends, and the daemon with it, when the process is gone that started the daemon for itself alone: that one holds the
/// other end of a pipe, which the kernel closes however it ends. What it submitted ends first: nobody waits for that any
/// more, and nobody would see it run.
struct ParentWatch: Service {
    /// The reading end; nothing ever comes through it but its end.
    let descriptor: Int32
    let group: any EventLoopGroup
    let scheduler: Scheduler
    /// What was there before: an interrupted daemon's, which is left as it is.
    let known: Set<SweepID>

    func run() async throws {
        let pipe = try await NIOPipeBootstrap(group: group).takingOwnershipOfDescriptor(input: descriptor).get()
        try await withGracefulShutdownHandler {
            try await pipe.closeFuture.get()
            if !Task.isShuttingDownGracefully { await scheduler.cancel(scheduler.unended.subtracting(known)) }
        } onGracefulShutdown: {
            pipe.close(promise: nil)
        }
    }
}
