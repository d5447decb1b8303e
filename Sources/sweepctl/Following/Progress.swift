internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// Shows a sweep's progress on standard error: in place on a terminal, else a line every so often.
actor Progress {
    private var redraw = Redraw()
    private var lastLine: Instant?
    private let started = Clock.now
    private var endedAtStart: Int?
    private static let every = Span.seconds(10)

    func show(_ sweep: SweepObject) {
        let style = Console.style(.error)
        let now = Clock.now
        if let size = Console.size(.error) {
            Terminal.draw(redraw.frame([line(sweep, now).text(width: size.columns - 1, style: style)]), on: .error)
        } else if lastLine.map({ now - $0 >= Self.every }) ?? true {
            lastLine = now
            Console.error(line(sweep, now).text(width: 200, style: style))
        }
    }

    /// Shows the last state and lets go of the terminal.
    func finish(_ sweep: SweepObject) {
        lastLine = nil
        show(sweep)
        end()
    }

    func end() { Terminal.draw(redraw.end(), on: .error) }

    private func line(_ sweep: SweepObject, _ now: Instant) -> ProgressLine {
        let first = endedAtStart ?? sweep.counts.ended
        endedAtStart = first
        var line = ProgressLine(sweep)
        let seconds = (now - started).seconds
        if sweep.counts.ended > first, seconds > 0 { line.rate = Double(sweep.counts.ended - first) / seconds }
        return line
    }
}

extension ProgressLine {
    init(_ sweep: SweepObject) {
        self.init()
        finished = sweep.counts.finished
        failed = sweep.counts.failed
        pruned = sweep.counts.pruned
        cancelled = sweep.counts.cancelled
        live = sweep.counts.live
        waiting = sweep.counts.queued + sweep.counts.retrying
        total = sweep.total
        if sweep.state.isTerminal { total = Int64(sweep.counts.all) }
        eta =
            sweep.state == .running
            ? sweep.etaSeconds.flatMap { Int64(exactly: ($0 * 1e9).rounded()) }.map { Span(nanoseconds: $0) } : nil
        best = sweep.best.map { "\(NumberText.short($0.value)) (\($0.run))" }
    }
}
