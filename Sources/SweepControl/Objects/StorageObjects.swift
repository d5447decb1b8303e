package import SweepModel

/// What the daemon's files take on disk, in bytes.
package struct DiskUsageObject: Codable, Hashable, Sendable {
    package struct Sweep: Codable, Hashable, Sendable {
        package var sweep: SweepID
        package var name: String
        package var bytes: Int64

        package init(sweep: SweepID, name: String, bytes: Int64) {
            self.sweep = sweep
            self.name = name
            self.bytes = bytes
        }
    }

    package var stateDir: String
    package var databaseBytes: Int64
    package var runsBytes: Int64
    package var sourceBytes: Int64
    /// What is left on the file system.
    package var freeBytes: Int64
    /// The largest first.
    package var sweeps: [Sweep]

    package init(
        stateDir: String, databaseBytes: Int64, runsBytes: Int64, sourceBytes: Int64, freeBytes: Int64,
        sweeps: [Sweep]
    ) {
        self.stateDir = stateDir
        self.databaseBytes = databaseBytes
        self.runsBytes = runsBytes
        self.sourceBytes = sourceBytes
        self.freeBytes = freeBytes
        self.sweeps = sweeps
    }
}

/// What was removed, or would be.
package struct GarbageReport: Codable, Hashable, Sendable {
    package var dryRun: Bool
    package var bytes: Int64
    package var paths: [String]

    package init(dryRun: Bool, bytes: Int64, paths: [String]) {
        self.dryRun = dryRun
        self.bytes = bytes
        self.paths = paths
    }
}
