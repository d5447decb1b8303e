package import SweepModel

/// What the daemon's files take on disk, in bytes.
package struct DiskUsageObject: Codable, Hashable, Sendable {
    package struct Sweep: Codable, Hashable, Sendable {
        package var sweep: SweepID
        package var name: String
        /// Null where nobody can look: its owner's agent is not connected.
        package var bytes: Int64?

        package init(sweep: SweepID, name: String, bytes: Int64?) {
            self.sweep = sweep
            self.name = name
            self.bytes = bytes
        }
    }

    package var stateDir: String
    package var databaseBytes: Int64
    package var runsBytes: Int64 = 0
    package var sourceBytes: Int64 = 0
    /// What is left on the file system.
    package var freeBytes: Int64
    /// The largest first.
    package var sweeps: [Sweep] = []

    package init(stateDir: String, databaseBytes: Int64, freeBytes: Int64) {
        self.stateDir = stateDir
        self.databaseBytes = databaseBytes
        self.freeBytes = freeBytes
    }
}

/// What was sent ahead of what names it.
package struct UploadObject: Codable, Hashable, Sendable {
    /// SHA-256, in lower-case hexadecimal.
    package var digest: String

    package init(digest: String) { self.digest = digest }
}

/// What was removed, or would be.
package struct GarbageReport: Codable, Hashable, Sendable {
    package var dryRun: Bool
    package var bytes: Int64 = 0
    package var paths: [String] = []
    /// What was left alone, and why, in sentences.
    package var skipped: [String] = []

    package init(dryRun: Bool) { self.dryRun = dryRun }

    package mutating func add(_ other: GarbageReport) {
        bytes += other.bytes
        paths += other.paths
        skipped += other.skipped
    }
}
