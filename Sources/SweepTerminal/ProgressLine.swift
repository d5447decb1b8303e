package import SweepModel

/// How far a sweep is, on one line: bar, counts, rate and the time that is left.
package struct ProgressLine: Sendable {
    package var finished = 0
    package var failed = 0
    package var pruned = 0
    package var cancelled = 0
    package var live = 0
    package var waiting = 0
    /// How many runs there will be at most; nil where that is unknown.
    package var total: Int64?
    /// Ended runs a second; nil while too few have ended.
    package var rate: Double?
    package var eta: Span?
    /// The best objective so far, ready to print.
    package var best: String?

    package init() {}

    private var ended: Int { finished + failed + pruned + cancelled }
    /// Runs to come: those that wait, and those that are not materialised yet.
    private var ahead: Int64 { max(Int64(waiting), (total ?? 0) - Int64(ended + live)) }

    /// The line, cut to the terminal's width.
    package func text(width: Int, style: Style) -> String {
        var parts = [counts(style)]
        if let total { parts.append("\(ended)/\(total)") }
        if let rate { parts.append("\(NumberText.short(rate, digits: 3))/s") }
        if let eta { parts.append("ETA \(eta.text)") }
        if let best { parts.append("best \(VisibleText.line(best))") }
        let line = (bar(style).map { [$0] } ?? []) + [parts.joined(separator: style.unicode ? " · " : " | ")]
        return TextWidth.cut(line.joined(separator: " "), to: width, mark: style.cutMark)
    }

    private func bar(_ style: Style) -> String? {
        guard let total, total > 0 else { return nil }
        let share = min(1, Double(ended) / Double(total))
        return Bar.text(share: share, columns: 20, style: style)
    }

    /// `12✓ 3▶ 1✗ 84…`; only what there is.
    private func counts(_ style: Style) -> String {
        let parts: [(Int64, RunState)] = [
            (Int64(finished), .finished), (Int64(live), .running), (Int64(failed), .failed), (Int64(pruned), .pruned),
            (Int64(cancelled), .cancelled), (ahead, .queued),
        ]
        let shown = parts.filter { $0.0 > 0 || $0.1 == .finished }.map { count, state in
            let mark = StateMark(state, style)
            return style.paint("\(count)\(mark.glyph)", mark.tint)
        }
        return shown.joined(separator: " ")
    }
}
