/// What can be true of what is told of an attempt by an agent that is its user's own program, and may tell anything.
///
/// Times and amounts outside of it are moved to its edges, and not refused: an attempt whose end is refused would be live
/// for ever, and an honest agent may tell such a thing where the host's clock was set back.
package struct AttemptWindow: Sendable {
    /// By how much clocks and looks at them may differ.
    package static let slack = Span.seconds(60)
    private static let textBytesMax = 16 << 10
    private static let nameBytesMax = 1 << 10

    private let start: Instant
    private let end: Instant
    private let earliestEnd: Instant

    /// - Parameters:
    ///   - start: when it was launched, or got its lease.
    ///   - wasLive: when it was last known to go on.
    package init(since start: Instant, wasLive: Instant, now: Instant) {
        self.start = min(start, now) - Self.slack
        end = now + Self.slack
        earliestEnd = max(self.start, min(wasLive, now) - Self.slack)
    }

    package func bounded(_ event: AgentEvent) -> AgentEvent {
        switch event {
        case .started(let attempt, let at): .started(attempt, at: bounded(at))
        case .metrics(let attempt, let points, let progress):
            .metrics(
                attempt, points.compactMap(bounded),
                CaptureProgress(file: max(0, progress.file), output: max(0, progress.output)))
        case .ended(let attempt, let end): .ended(attempt, bounded(end))
        case .noted(let attempt, let words): .noted(attempt, Self.bounded(words))
        case .neverStarted, .deviceTaken: event
        case .image, .hookEnded: Self.bounded(event)
        }
    }

    /// The same of what is about no attempt.
    package static func bounded(_ event: AgentEvent) -> AgentEvent {
        switch event {
        case .image(let order, .unreachable(let words)): .image(order, .unreachable(bounded(words)))
        case .image(let order, .refused(let words)): .image(order, .refused(bounded(words)))
        case .hookEnded(let id, let sweep, let words): .hookEnded(id, of: sweep, words.map(bounded))
        default: event
        }
    }

    private func bounded(_ at: Instant) -> Instant { min(max(at, start), end) }

    private func bounded(_ point: MetricPoint) -> MetricPoint? {
        guard !point.name.isEmpty, point.name.utf8.count <= Self.nameBytesMax else { return nil }
        return MetricPoint(name: point.name, step: point.step, value: point.value, at: bounded(point.at))
    }

    private func bounded(_ told: AttemptEnd) -> AttemptEnd {
        var bounded = told
        bounded.at = max(self.bounded(told.at), earliestEnd)
        bounded.startedAt = told.startedAt.map { min(self.bounded($0), bounded.at) }
        bounded.duration = told.duration.map { min(max(.zero, $0), end - start) }
        bounded.lastError = told.lastError.map(Self.bounded)
        // What it used of its devices, the daemon sees itself.
        bounded.devices = []
        if !told.outcome.isPossible { bounded.outcome = .lost }
        return bounded
    }

    fileprivate static func bounded(_ text: String) -> String {
        guard text.utf8.count > textBytesMax else { return PlainText.line(text) }
        return PlainText.line(String(decoding: text.utf8.prefix(textBytesMax), as: UTF8.self)) + " …"
    }
}

extension Outcome {
    /// Whether the kernel could say so.
    fileprivate var isPossible: Bool {
        switch self {
        case .exited(let code): (0...255).contains(code)
        case .signalled(let number): (1...127).contains(number)
        default: true
        }
    }
}

extension AgentAnswer {
    /// The largest amount that is believed, in bytes: sums of many fit into a number.
    private static let bytesMax: Int64 = 1 << 50

    /// The answer with amounts that can be added up, and with names and words that are fit for a terminal.
    package var bounded: AgentAnswer {
        switch self {
        case .bytes(let amounts): .bytes(amounts.map(Self.bounded))
        case .removed(let paths, let bytes): .removed(paths.map(PlainText.line), bytes: Self.bounded(bytes))
        case .names(let names): .names(names.map(PlainText.line))
        case .holdings(let holdings): .holdings(holdings.plain)
        case .refused(let refusal): .refused(refusal.bounded)
        case .output(let piece):
            .output(
                OutputPiece(
                    bytes: piece.bytes, next: max(0, piece.next), droppedBefore: Self.bounded(piece.droppedBefore)))
        default: self
        }
    }

    private static func bounded(_ amount: Int64) -> Int64 { min(max(0, amount), bytesMax) }
}

extension AgentAnswer.Refusal {
    fileprivate var bounded: Self {
        var bounded = self
        bounded.message = AttemptWindow.bounded(message)
        bounded.hint = hint.map(AttemptWindow.bounded)
        return bounded
    }
}

extension Holdings {
    fileprivate var plain: Holdings {
        Holdings(
            sweeps: sweeps.map(PlainText.line), snapshots: snapshots.map(PlainText.line),
            remains: remains.map(PlainText.line),
            images: images.map { image in
                Image(
                    engine: PlainText.line(image.engine), id: PlainText.line(image.id), isOurs: image.isOurs,
                    path: PlainText.line(image.path))
            })
    }
}
