internal import Dispatch
internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// What goes through many files, one after another on a queue of its own: the event loops have others to serve.
enum Disk {
    private static let queue = DispatchQueue(label: "sweepd.disk")

    /// Removes folders; only counts what they hold where it is a dry run.
    ///
    /// - Throws: a fault where something in them cannot be removed.
    static func remove(_ folders: [String], dryRun: Bool = false) async throws(Fault) -> GarbageReport {
        try await run { () throws(Fault) in
            let bytes = folders.reduce(0) { $0 + StateFolder.bytes(of: $1) }
            if !dryRun { for folder in folders { try StateFolder.remove(folder) } }
            return GarbageReport(dryRun: dryRun, bytes: bytes, paths: folders)
        }
    }

    static func usage(_ paths: DaemonPaths, _ sweeps: [SweepOverview]) async throws(Fault) -> DiskUsageObject {
        try await run { () throws(Fault) in
            let sizes = sweeps.map { sweep in
                DiskUsageObject.Sweep(
                    sweep: sweep.id, name: sweep.name, bytes: StateFolder.bytes(of: paths.runs + "/" + sweep.id.text))
            }
            return DiskUsageObject(
                stateDir: paths.state,
                databaseBytes: ["", "-wal", "-shm"].reduce(0) { $0 + StateFolder.bytes(of: paths.database + $1) },
                runsBytes: sizes.reduce(0) { $0 + $1.bytes }, sourceBytes: StateFolder.bytes(of: paths.source),
                freeBytes: StateFolder.freeBytes(of: paths.state), sweeps: sizes.sorted { $0.bytes > $1.bytes })
        }
    }

    static func run<Answer: Sendable>(
        _ body: @escaping @Sendable () throws(Fault) -> Answer
    ) async throws(Fault) -> Answer {
        let result: Result<Answer, Fault> = await withCheckedContinuation { waiting in
            queue.async { waiting.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }
}
