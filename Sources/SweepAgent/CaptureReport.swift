internal import SweepModel

/// What is known of an attempt's metrics at its end, for its manifest.
struct CaptureReport: Sendable {
    /// What is kept of each metric, by name.
    var summaries: [(name: String, summary: MetricSummary)] = []
    /// Lines of the metrics file that were no JSON objects.
    var badLines = 0
    /// Values left out: too many metrics, or names too long.
    var refused = 0
    /// Why something could not be read.
    var faults: [String] = []
}
