internal import SweepModel

/// Reads metrics by a regular expression of the user's: each named group is a metric, `step` the step.
struct PatternScanner {
    /// The longest line that is looked at, in bytes: a bound on what backtracking can cost.
    static let lengthMax = 1 << 12

    private let regex: Regex<AnyRegexOutput>

    /// - Throws: a fault where the text is no regular expression.
    init(_ pattern: String) throws(Fault) {
        do {
            regex = try Regex(pattern)
        } catch {
            throw Fault(
                .specification, "cannot read the regular expression '\(pattern)': \(error)",
                hint: "write it with named groups, e.g. 'loss: (?<loss>[0-9.]+)'")
        }
    }

    func line(_ bytes: UnsafeBufferPointer<UInt8>) -> MetricLine {
        var line = MetricLine()
        guard bytes.count <= Self.lengthMax else { return line }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let match = try? regex.firstMatch(in: text) else { return line }
        for group in match.output {
            guard let name = group.name, let part = group.substring, let value = Double(part) else { continue }
            line.take(name, value)
        }
        return line
    }
}
