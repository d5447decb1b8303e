import SweepModel
import SweepTerminal
import Testing

@Suite struct TextTests {
    @Test(
        "control characters and directional marks are shown, not obeyed",
        arguments: [
            ("plain", "plain"), ("a\nb\tc\r", "a\\nb\\tc\\r"), ("\u{1B}[2J", "\\u{1b}[2J"), ("\u{9B}31m", "\\u{9b}31m"),
            ("\u{202E}gpj", "\\u{202e}gpj"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("\u{7F}", "\\u{7f}"),
            ("grün 日本", "grün 日本"), ("\u{0}", "\\u{0}"), ("\u{E0041}", "\\u{e0041}"),
        ])
    func controlCharactersDirectionalMarks(text: String, visible: String) {
        #expect(VisibleText.line(text) == visible)
    }

    @Test(
        "width counts columns and not characters",
        arguments: [
            ("abc", 3), ("", 0), ("日本", 4), ("e\u{301}", 1), ("✓", 1), ("🚀", 2), ("\u{1B}[31mred\u{1B}[0m", 3),
            ("한", 2),
        ])
    func widthCountsColumnsNot(text: String, columns: Int) {
        #expect(TextWidth.columns(text) == columns)
    }

    @Test("a cut text fits, says so and keeps its colours closed")
    func cutTextFitsSays() {
        #expect(TextWidth.cut("abcdef", to: 4) == "abc…")
        #expect(TextWidth.cut("abcdef", to: 4, mark: "..") == "ab..")
        #expect(TextWidth.cut("abc", to: 3) == "abc")
        #expect(TextWidth.cut("日本語", to: 4) == "日…")
        #expect(TextWidth.cut("\u{1B}[31mabcdef\u{1B}[0m", to: 3) == "\u{1B}[31mab…\u{1B}[0m")
        #expect(TextWidth.cut("abc", to: 0) == "")
    }

    @Test("every cut fits its width")
    func everyCutFitsIts() {
        let text = "aé日本\u{1B}[1m🚀xyz\u{1B}[0m 한국어 ✓✗"
        for columns in 0...24 { #expect(TextWidth.columns(TextWidth.cut(text, to: columns)) <= columns) }
    }

    @Test(
        "numbers for people are short",
        arguments: [
            (0.0, "0"), (1.0, "1"), (0.93, "0.93"), (-0.5, "-0.5"), (123456.0, "123456"), (1234567.0, "1.23457e+06"),
            (0.00001, "1e-05"), (0.000012345678, "1.23457e-05"), (0.0001, "0.0001"), (1.0 / 3.0, "0.333333"),
            (0.9999999, "1"), (999999.9, "1e+06"), (2.5e300, "2.5e+300"), (.nan, "NaN"), (.infinity, "Infinity"),
            (-Double.infinity, "-Infinity"), (.leastNonzeroMagnitude, "5e-324"), (100.25, "100.25"),
        ])
    func numbersForPeopleShort(number: Double, text: String) {
        #expect(NumberText.short(number) == text)
    }

    @Test(
        "times are told from now",
        arguments: [(0, "now"), (5, "5s ago"), (125, "2m ago"), (7200, "2h ago"), (200_000, "2d ago")])
    func timesToldFromNow(seconds: Int64, text: String) {
        let now = Instant(nanoseconds: 1_700_000_000_000_000_000)
        #expect(TimeText.relative(now + Span(nanoseconds: -seconds * 1_000_000_000), now: now) == text)
    }

    @Test("old times are told as dates")
    func oldTimesToldDates() {
        let now = Instant(nanoseconds: 1_700_000_000_000_000_000)
        #expect(TimeText.relative(Instant(nanoseconds: 0), now: now) == "1970-01-01")
    }

    @Test("fields of CSV are quoted where they must be")
    func fieldsCsvQuotedWhere() {
        #expect(CSV.line(["a", "b,c", "d\"e", "f\ng", "", " h"]) == "a,\"b,c\",\"d\"\"e\",\"f\ng\",,\" h\"\n")
    }
}
