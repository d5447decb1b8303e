import SweepModel
import SweepTerminal
import Testing

@Suite struct ProgressTests {
    private var line: ProgressLine {
        var line = ProgressLine()
        line.finished = 12
        line.failed = 1
        line.live = 3
        line.waiting = 4
        line.total = 100
        line.rate = 2.345
        line.eta = .seconds(36)
        line.best = "0.93 (digits-3f9k/4)"
        return line
    }

    @Test("progress is one line of bar, counts, rate and time left")
    func progressOneLineBar() {
        #expect(
            line.text(width: 120, style: .plain)
                == "██░░░░░░░░░░░░░░░░░░ 12✓ 3▶ 1✗ 84… · 13/100 · 2.35/s · ETA 36.0s · best 0.93 (digits-3f9k/4)")
    }

    @Test("progress in ASCII has the same content")
    func progressAsciiHasSame() {
        #expect(
            line.text(width: 120, style: Style(colour: false, unicode: false))
                == "[##..................] 12+ 3> 1x 84. | 13/100 | 2.35/s | ETA 36.0s | best 0.93 (digits-3f9k/4)")
    }

    @Test("progress fits the terminal")
    func progressFitsTerminal() {
        let style = Style(colour: true, unicode: true)
        for width in 1...120 { #expect(TextWidth.columns(line.text(width: width, style: style)) <= width) }
    }

    @Test("progress without a total has no bar")
    func progressWithoutTotalHas() {
        var line = ProgressLine()
        line.finished = 2
        line.waiting = 1
        #expect(line.text(width: 80, style: .plain) == "2✓ 1…")
    }

    @Test("a sparkline goes from its least to its greatest value")
    func sparklineGoesFromIts() {
        #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7], columns: 8, style: .plain) == "▁▂▃▄▅▆▇█")
        #expect(Sparkline.text([1, .nan, 2], columns: 8, style: .plain) == "▁ █")
        #expect(Sparkline.text([5, 5], columns: 8, style: .plain) == "▁▁")
        #expect(Sparkline.text([], columns: 8, style: .plain) == "")
        #expect(Sparkline.text([-1e308, 1e308], columns: 8, style: .plain) == "▁█")
        #expect(Sparkline.text((0..<100).map(Double.init), columns: 4, style: .plain) == "▁▃▆█")
    }

    @Test(
        "a bar shows its share",
        arguments: [(0.0, "░░░░"), (0.5, "██░░"), (1.0, "████"), (7.0, "████"), (-1.0, "░░░░"), (.nan, "░░░░")])
    func barShowsItsShare(share: Double, bar: String) {
        #expect(Bar.text(share: share, columns: 4, style: .plain) == bar)
    }
}

@Suite struct RedrawTests {
    @Test("only lines that changed are written again")
    func onlyLinesThatChanged() {
        var redraw = Redraw()
        #expect(redraw.frame(["a", "b"]) == "\u{1B}[?25l\ra\u{1B}[K\n\rb\u{1B}[K\n")
        #expect(redraw.frame(["a", "c"]) == "\u{1B}[2A\n\rc\u{1B}[K\n")
        #expect(redraw.frame(["a"]) == "\u{1B}[2A\n\u{1B}[J")
        #expect(redraw.insert(["note"]) == "\u{1B}[1A\r\u{1B}[Jnote\n\ra\u{1B}[K\n")
        #expect(redraw.end() == "\u{1B}[?25h")
        #expect(redraw.end() == "")
    }

    @Test("an erased frame leaves nothing")
    func erasedFrameLeavesNothing() {
        var redraw = Redraw()
        _ = redraw.frame(["a"])
        #expect(redraw.erase() == "\u{1B}[1A\r\u{1B}[J\u{1B}[?25h")
    }

    @Test("every state has a glyph and its word, in ASCII too", arguments: RunState.allCases)
    func everyStateHasGlyph(state: RunState) {
        let mark = StateMark(state, Style(colour: false, unicode: false))
        #expect(mark.text.utf8.allSatisfy { $0 < 0x80 } && mark.text.hasSuffix(state.rawValue))
        #expect(StateMark(state, .plain).text.hasSuffix(state.rawValue))
    }
}
