internal import SweepModel
internal import SweepRecords

/// What an attempt reports, read from its metrics file and its output while it goes.
struct MetricsCaptured {
    /// Small, so that what one piece tells is stored in a moment.
    private static let pieceMax = 1 << 17

    private var reader: MetricsReader?
    private var file: MetricsTail
    private let output: CapturedLog
    private var outputOffset: Int64
    private let start: CaptureProgress
    private let readsOutput: Bool
    /// How many bytes the program wrote to standard output, once that is known.
    private var outputEnd: Int64?
    private var faults: [String] = []
    private var secrets: [Secret] = []
    private var redactor: Redactor?
    private let path: String

    init(_ plan: LaunchPlan, resume: CaptureResume) {
        start = resume.progress
        path = plan.layout.metrics
        file = MetricsTail(path: plan.layout.metrics, offset: start.file)
        output = CapturedLog(.standardOutput, in: plan.layout, bytesMax: plan.logBytesMax)
        outputOffset = start.output
        readsOutput = plan.metrics != .none
        do throws(Fault) {
            reader = try MetricsReader(capture: plan.metrics, counts: resume.counts)
        } catch {
            faults.append(error.message)
        }
    }

    private var series: [String: MetricSummary] = [:]

    var report: CaptureReport {
        CaptureReport(
            summaries: series.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, badLines: reader?.faults ?? 0,
            refused: reader?.refused ?? 0, faults: faults)
    }

    /// How far whole lines have been read.
    var progress: CaptureProgress {
        CaptureProgress(
            file: start.file + (reader?.fileConsumed ?? 0), output: start.output + (reader?.outputConsumed ?? 0))
    }

    /// The points of the next piece of each, and whether there is more.
    mutating func read(at instant: Instant) -> (points: [MetricPoint], more: Bool) {
        guard reader != nil else { return ([], false) }
        let (points, moreInFile) = readFile(at: instant)
        let (others, moreInOutput) = readOutput(at: instant)
        return (summed(points + others), moreInFile || moreInOutput)
    }

    /// Nothing more is written than what the record tells.
    mutating func end(_ record: ExitRecord?) { outputEnd = record?.standardOutput.bytes }

    /// The points of last lines that lack their ends.
    mutating func finish(at instant: Instant) -> [MetricPoint] {
        summed(reader?.finish(at: instant) ?? [])
    }

    /// The points that tell what it used of its devices.
    mutating func used(_ devices: [DeviceUsage], at instant: Instant) -> [MetricPoint] {
        summed(devices.metrics.map { MetricPoint(name: $0.name, step: 0, value: $0.value, at: instant) })
    }

    /// Takes these, and those told before, out of what is read.
    mutating func hide(_ more: [Secret]) {
        secrets += more
        redactor = Redactor(secrets)
    }

    /// Takes secrets out of the metrics file, which nobody writes to any more.
    mutating func redactFile() {
        guard let redactor else { return }
        do throws(Fault) {
            try AttemptFolder.redact(path, with: redactor)
        } catch {
            note(error.message)
        }
    }

    private func redacted(_ points: [MetricPoint]) -> [MetricPoint] {
        guard let redactor else { return points }
        return points.map { MetricPoint(name: redactor.redacted($0.name), step: $0.step, value: $0.value, at: $0.at) }
    }

    private mutating func summed(_ reported: [MetricPoint]) -> [MetricPoint] {
        let points = redacted(reported)
        for point in points {
            if series[point.name]?.add(point) == nil { series[point.name] = MetricSummary(first: point) }
        }
        return points
    }

    private mutating func readFile(at instant: Instant) -> ([MetricPoint], Bool) {
        do throws(Fault) {
            let piece = try file.read(max: Self.pieceMax)
            if piece.restarted { reader?.restartFile() }
            return (reader?.readFile(piece.bytes, at: instant) ?? [], piece.more)
        } catch {
            note(error.message)
            return ([], false)
        }
    }

    private mutating func readOutput(at instant: Instant) -> ([MetricPoint], Bool) {
        guard readsOutput, outputEnd.map({ outputOffset < $0 }) ?? true else { return ([], false) }
        do throws(Fault) {
            let piece = try output.read(from: outputOffset, max: Self.pieceMax)
            outputOffset = piece.next
            if piece.droppedBefore > 0 { reader?.skipOutput(piece.droppedBefore) }
            return (reader?.readOutput(piece.bytes, at: instant) ?? [], isFollowed(piece))
        } catch {
            note(error.message)
            return ([], false)
        }
    }

    /// A short piece is the last one, but for the end of the head, which the tail follows.
    private func isFollowed(_ piece: OutputPiece) -> Bool {
        piece.bytes.count == Self.pieceMax || (!piece.bytes.isEmpty && piece.next >= output.headMax)
    }

    private mutating func note(_ fault: String) {
        if !faults.contains(fault), faults.count < 10 { faults.append(fault) }
    }
}
