internal import CSystemd
internal import ServiceLifecycle
internal import SweepModel

/// Tells the service manager twice in each period that the daemon works, as long as the scheduling loop answers. One that
/// hangs falls silent and is restarted; its runs go on, and the next daemon adopts them.
struct Watchdog: Service {
    private let interval: Span
    private let scheduler: Scheduler

    /// Nil where the service manager does not watch.
    init?(_ scheduler: Scheduler) {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        interval = Span(nanoseconds: Int64(clamping: microseconds / 2) * 1000)
        self.scheduler = scheduler
    }

    func run() async throws {
        let (beats, beat) = AsyncStream<Void>.makeStream()
        let alarm = Alarm()
        await withGracefulShutdownHandler {
            beat.yield()
            for await _ in beats {
                // An answer that nothing can be committed is an answer: a new daemon could do no better.
                try? await scheduler.perform { _ in }
                ServiceNotice.alive.send()
                alarm.set(after: interval) { beat.yield() }
            }
        } onGracefulShutdown: {
            alarm.cancel()
            beat.finish()
        }
    }
}
