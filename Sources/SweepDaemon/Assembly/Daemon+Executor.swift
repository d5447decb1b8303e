internal import CSweepShims
internal import NIOCore
internal import NIOPosix

extension Daemon {
    /// Runs tasks on event loops instead of on libdispatch's pool, which looks after its threads once a second even
    /// where nothing happens. To be called first of all.
    ///
    /// Whatever blocks, or sleeps by libdispatch's clock, would bring the pool back: it goes to serial queues.
    package static func useQuietExecutor() {
        _ = sweep_set_global_executor { job in
            guard let job else { return }
            // The runtime's job and Swift's are one pointer.
            let unowned = unsafeBitCast(job, to: UnownedJob.self)
            MultiThreadedEventLoopGroup.singleton.any().executor.enqueue(ExecutorJob(unowned))
        }
    }
}
