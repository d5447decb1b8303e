/// How far what an attempt reported has been read: bytes up to the end of the last whole line that was taken in.
///
/// Stored with the metrics themselves, so that reading goes on exactly there after a restart.
package struct CaptureProgress: Hashable, Sendable, Codable {
    /// Of the metrics file.
    package var file: Int64
    /// Of standard output.
    package var output: Int64

    package init(file: Int64 = 0, output: Int64 = 0) {
        self.file = file
        self.output = output
    }
}

/// Where an agent goes on with an attempt that an earlier one read from.
package struct CaptureResume: Hashable, Sendable, Codable {
    package var progress: CaptureProgress
    /// How many values each metric has had.
    package var counts: [String: Int64]

    package init(progress: CaptureProgress = CaptureProgress(), counts: [String: Int64] = [:]) {
        self.progress = progress
        self.counts = counts
    }
}
