/// Draws a few lines in place again and again, writing only those that changed.
package struct Redraw: Sendable {
    private var shown: [String] = []
    private var isActive = false

    package init() {}

    /// What to write so that the terminal shows `lines` where the last frame was.
    ///
    /// - Parameter lines: each no wider than the terminal, and fewer than it has rows.
    package mutating func frame(_ lines: [String]) -> String {
        var output = isActive ? "" : Self.hideCursor
        isActive = true
        if !shown.isEmpty { output += "\u{1B}[\(shown.count)A" }
        for (index, line) in lines.enumerated() {
            let isSame = index < shown.count && shown[index] == line
            output += isSame ? "\n" : "\r\(line)\u{1B}[K\n"
        }
        if shown.count > lines.count { output += "\u{1B}[J" }
        shown = lines
        return output
    }

    /// What to write so that `lines` scroll by above the frame, which is drawn again beneath them.
    package mutating func insert(_ lines: [String]) -> String {
        guard isActive else { return lines.map { $0 + "\n" }.joined() }
        let frame = shown
        let up = shown.isEmpty ? "" : "\u{1B}[\(shown.count)A"
        shown = []
        return up + "\r\u{1B}[J" + lines.map { $0 + "\n" }.joined() + self.frame(frame)
    }

    /// What to write at the end: the cursor shows again below the last frame.
    package mutating func end() -> String {
        defer { (isActive, shown) = (false, []) }
        return isActive ? Self.showCursor : ""
    }

    /// What to write where the last frame is to vanish.
    package mutating func erase() -> String {
        let up = shown.isEmpty ? "" : "\u{1B}[\(shown.count)A\r\u{1B}[J"
        return up + end()
    }

    private static let hideCursor = "\u{1B}[?25l"
    package static let showCursor = "\u{1B}[?25h"
}
