internal import Dispatch

/// Waits for a time, without the thread pool that `Task.sleep` wakes (see ``Daemon/useQuietExecutor()``).
enum Pause {
    private static let queue = DispatchQueue(label: "sweepd.pause")

    static func milliseconds(_ count: Int) async {
        await withCheckedContinuation { waiting in
            queue.asyncAfter(deadline: .now() + .milliseconds(count)) { waiting.resume() }
        }
    }
}
