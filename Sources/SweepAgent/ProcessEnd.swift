internal import CSweepShims
internal import Dispatch
internal import Glibc
internal import SweepRunner

/// The ends of processes that are nobody's children here.
enum ProcessEnd {
    private static let queue = DispatchQueue(label: "sweepd.processes")

    /// Returns when exactly this process is gone, or the task is cancelled.
    static func wait(for process: ProcessTable.Entry) async {
        let descriptor = sweep_pidfd_open(process.pid)
        guard descriptor >= 0 else { return }
        guard ProcessTable.entry(of: process.pid)?.startTicks == process.startTicks else {
            _ = close(descriptor)
            return
        }
        let (end, bell) = AsyncStream<Void>.makeStream()
        let source = DescriptorSource.start(descriptor, on: queue) { bell.finish() }
        for await _ in end {}
        source.cancel()
    }
}
