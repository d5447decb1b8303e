package import SweepModel

/// Turns what a program wrote, to the metrics file and to standard output, into metric points.
///
/// Bytes may come in any pieces: the points are the same. Nothing that a program writes makes it fail.
package struct MetricsReader {
    private var intake: Intake
    private var file = LineSplitter(splitsAtReturn: false)
    private var output: LineSplitter

    /// - Parameters:
    ///   - capture: how metrics are read from standard output.
    ///   - counts: how many values each metric has had already, where reading goes on after a restart.
    /// - Throws: a fault with code `specification` where a regular expression cannot be read.
    package init(capture: MetricsCapture, counts: [String: Int64] = [:]) throws(Fault) {
        intake = try Intake(capture: capture, counts: counts)
        // Of what a program prints, most is of no interest.
        output = LineSplitter(splitsAtReturn: true, mark: capture == .json ? UInt8(ascii: "{") : nil)
    }

    /// Lines of the metrics file that are no JSON object or too long.
    package var faults: Int { intake.badLines + file.skipped }
    /// Values left out: a name longer than 250 bytes, or beyond 1,000 names in the attempt.
    package var refused: Int { intake.series.refused }
    /// Bytes of the metrics file read up to the end of its last whole line; where to go on after a restart.
    package var fileConsumed: Int64 { file.consumed }
    /// The same of standard output.
    package var outputConsumed: Int64 { output.consumed }

    /// Takes the next bytes of the metrics file.
    package mutating func readFile(_ bytes: [UInt8], at instant: Instant) -> [MetricPoint] {
        intake.instant = instant
        bytes.withUnsafeBufferPointer { buffer in file.feed(buffer) { intake.take(fileLine: $0) } }
        return intake.takePoints()
    }

    /// Takes the next bytes of standard output.
    package mutating func readOutput(_ bytes: [UInt8], at instant: Instant) -> [MetricPoint] {
        if case .none = intake.capture { return [] }
        intake.instant = instant
        bytes.withUnsafeBufferPointer { buffer in output.feed(buffer) { intake.take(outputLine: $0) } }
        return intake.takePoints()
    }

    /// Passes over bytes of standard output that are lost; the line that they end in is lost with them.
    package mutating func skipOutput(_ count: Int64) { output.skip(count) }

    /// Takes the last lines, which may lack their ends: the attempt is over.
    package mutating func finish(at instant: Instant) -> [MetricPoint] {
        intake.instant = instant
        file.finish { intake.take(fileLine: $0) }
        output.finish { intake.take(outputLine: $0) }
        return intake.takePoints()
    }

    /// Forgets the metrics file's unfinished line, because the program began the file anew.
    package mutating func restartFile() {
        intake.badLines += file.skipped
        file = LineSplitter(splitsAtReturn: false)
    }
}

/// Where the lines of both streams become points.
private struct Intake {
    let capture: MetricsCapture
    private let pattern: PatternScanner?
    private(set) var series: MetricSeries
    private var points: [MetricPoint] = []
    var badLines = 0
    var instant = Instant(nanoseconds: 0)

    init(capture: MetricsCapture, counts: [String: Int64]) throws(Fault) {
        self.capture = capture
        if case .regex(let text) = capture { pattern = try PatternScanner(text) } else { pattern = nil }
        series = MetricSeries(counts: counts)
    }

    mutating func take(fileLine line: UnsafeBufferPointer<UInt8>) {
        if let values = MetricLine(json: line) {
            add(values)
        } else if !line.allSatisfy(Self.isSpace) {
            badLines += 1
        }
    }

    mutating func take(outputLine line: UnsafeBufferPointer<UInt8>) {
        if line.contains(0x1B) {
            TerminalText.stripped(line).withUnsafeBufferPointer { take(plainLine: $0) }
        } else {
            take(plainLine: line)
        }
    }

    private mutating func take(plainLine line: UnsafeBufferPointer<UInt8>) {
        switch capture {
        case .json:
            guard line.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "{"),
                line.last(where: { !Self.isSpace($0) }) == UInt8(ascii: "}"), let values = MetricLine(json: line)
            else { return }
            add(values)
        case .keyValue: add(KeyValueScanner.pairs(in: line))
        case .regex: if let values = pattern?.line(line) { add(values) }
        case .none: break
        }
    }

    private mutating func add(_ line: MetricLine) {
        for (name, value) in line.values {
            if let point = series.point(name, step: line.step, value: value, at: instant) { points.append(point) }
        }
    }

    mutating func takePoints() -> [MetricPoint] {
        defer { points = [] }
        return points
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
