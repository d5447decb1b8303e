internal import SweepModel

/// The metrics of one attempt by name: how many values each has had, and the limits on their names.
struct MetricSeries: Sendable {
    /// The most distinct names an attempt can report.
    static let namesMax = 1_000
    /// The longest name, in bytes of UTF-8.
    static let nameBytesMax = 250

    private var counts: [String: Int64]
    /// How many values were left out because of their names.
    private(set) var refused = 0

    init(counts: [String: Int64]) { self.counts = counts }

    /// Adds a value to its series; nil where its name is refused.
    mutating func point(_ name: String, step: Int64?, value: Double, at instant: Instant) -> MetricPoint? {
        let count = counts[name]
        guard count != nil || (counts.count < Self.namesMax && isUsable(name)) else {
            refused += 1
            return nil
        }
        counts[name] = (count ?? 0) + 1
        return MetricPoint(name: name, step: step ?? count ?? 0, value: value, at: instant)
    }

    private func isUsable(_ name: String) -> Bool { !name.isEmpty && name.utf8.count <= Self.nameBytesMax }
}
