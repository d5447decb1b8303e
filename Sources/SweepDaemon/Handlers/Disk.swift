internal import Dispatch
internal import SweepModel
internal import SweepRecords

/// What goes through many files, one after another on a queue of its own: the event loops have others to serve.
enum Disk {
    private static let queue = DispatchQueue(label: "sweepd.disk")
    /// For what a client can make take long.
    static let unpacking = DispatchQueue(label: "sweepd.disk.unpacking")

    /// Removes what is there of files and folders; only counts what they hold where it is a dry run.
    ///
    /// - Throws: a fault where something in them cannot be removed.
    static func remove(_ paths: [String], dryRun: Bool = false) async throws(Fault) -> AgentAnswer {
        try await run { () throws(Fault) in
            let found = paths.filter(StateFolder.exists)
            let bytes = found.reduce(0) { $0 + StateFolder.bytes(of: $1) }
            if !dryRun { for path in found { try StateFolder.remove(path) } }
            return .removed(found, bytes: bytes)
        }
    }

    static func run<Answer: Sendable>(
        on queue: DispatchQueue = queue, _ body: @escaping @Sendable () throws(Fault) -> Answer
    ) async throws(Fault) -> Answer {
        let result: Result<Answer, Fault> = await withCheckedContinuation { waiting in
            queue.async { waiting.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }
}
