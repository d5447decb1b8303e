import SweepTerminal
import Testing

@Suite struct TableTests {
    private var table: Table {
        var table = Table([
            Table.Column("RUN"), Table.Column("STATE"), Table.Column("accuracy", .right),
            Table.Column("optimizer", .right, minimum: 6, expendable: 10),
            Table.Column("layers", .right, minimum: 6, expendable: 11),
            Table.Column("WHY", minimum: 12, expendable: 2),
        ])
        table.add(["digits-3f9k/1", "finished", "0.93", "sgd", "3", ""])
        table.add(["digits-3f9k/12", "failed", "", "momentum-nesterov", "12", "exit-code: ValueError: no such layer"])
        return table
    }

    private func render(_ width: Int?) -> String {
        table.lines(width: width, style: .plain).joined(separator: "\n")
    }

    @Test("without a terminal nothing is cut")
    func withoutTerminalNothingCut() {
        #expect(
            render(nil) == """
                RUN             STATE     accuracy          optimizer  layers  WHY
                digits-3f9k/1   finished      0.93                sgd       3
                digits-3f9k/12  failed              momentum-nesterov      12  exit-code: ValueError: no such layer
                """)
    }

    @Test("on a terminal the widest columns are cut first")
    func onTerminalWidestColumns() {
        #expect(
            render(80) == """
                RUN             STATE     accuracy          optimizer  layers  WHY
                digits-3f9k/1   finished      0.93                sgd       3
                digits-3f9k/12  failed              momentum-nesterov      12  exit-code: Value…
                """)
    }

    @Test("expendable columns give way in a narrow terminal")
    func expendableColumnsGiveWay() {
        #expect(
            render(60) == """
                RUN             STATE     accuracy   optimizer  WHY
                digits-3f9k/1   finished      0.93         sgd
                digits-3f9k/12  failed              momentum-…  exit-code: …
                """)
        #expect(!render(48).contains("optimizer"))
    }

    @Test("every line fits every width that holds what must stay")
    func everyLineFitsEvery() {
        for width in 36...120 {
            for line in table.lines(width: width, style: .plain) { #expect(TextWidth.columns(line) <= width) }
        }
    }

    @Test("cells cannot break out of their line")
    func cellsCannotBreakOut() {
        var table = Table([Table.Column("A"), Table.Column("B")])
        table.add([Table.Cell("x\n\u{1B}[2Jy", .red), "z"])
        #expect(table.lines(width: nil, style: .plain) == ["A              B", "x\\n\\u{1b}[2Jy  z"])
    }

    @Test("colour surrounds the text and does not move columns")
    func colourSurroundsTextDoes() {
        var table = Table([Table.Column("A"), Table.Column("B")])
        table.add([Table.Cell("x", .green), "y"])
        let lines = table.lines(width: nil, style: Style(colour: true, unicode: true))
        #expect(lines[1] == "\u{1B}[32mx\u{1B}[0m  y")
    }

    @Test("wide characters keep columns aligned")
    func wideCharactersKeepColumns() {
        var table = Table([Table.Column("NAME"), Table.Column("N", .right)])
        table.add(["日本", "1"])
        table.add(["abc", "22"])
        #expect(table.lines(width: nil, style: .plain) == ["NAME   N", "日本   1", "abc   22"])
    }
}
