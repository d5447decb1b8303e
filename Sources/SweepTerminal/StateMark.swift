package import SweepModel

/// A state as a glyph and a colour; the word always stands beside it, so that colour is never all there is.
package struct StateMark: Hashable, Sendable {
    package let glyph: String
    package let word: String
    package let tint: Style.Tint?

    package init(_ state: RunState, _ style: Style) {
        word = state.rawValue
        let glyphs: (unicode: String, plain: String)
        (glyphs, tint) =
            switch state {
            case .queued: (("…", "."), .grey)
            case .starting: (("▷", ">"), .cyan)
            case .running: (("▶", ">"), .cyan)
            case .retrying: (("↻", "~"), .yellow)
            case .finished: (("✓", "+"), .green)
            case .failed: (("✗", "x"), .red)
            case .pruned: (("✂", "-"), .yellow)
            case .cancelled: (("⊘", "/"), .grey)
            }
        glyph = style.unicode ? glyphs.unicode : glyphs.plain
    }

    package init(_ state: SweepState, _ style: Style) {
        word = state.rawValue
        let glyphs: (unicode: String, plain: String)
        (glyphs, tint) =
            switch state {
            case .held: (("◌", "."), .grey)
            case .running: (("▶", ">"), .cyan)
            case .paused: (("‖", "="), .yellow)
            case .finished: (("✓", "+"), .green)
            case .stopped: (("■", "#"), .grey)
            case .cancelled: (("⊘", "/"), .grey)
            }
        glyph = style.unicode ? glyphs.unicode : glyphs.plain
    }

    /// Glyph and word, for a cell of a table.
    package var text: String { "\(glyph) \(word)" }
}
