/// Rows and columns as aligned text that fits the terminal.
package struct Table: Sendable {
    package enum Alignment: Hashable, Sendable { case left, right }

    package struct Column: Hashable, Sendable {
        package var title: String
        package var alignment: Alignment
        /// The least width to which it may be cut; nil where it may not be cut.
        package var minimum: Int?
        /// Of columns that must give way, the one with the largest number goes first; 0 stays.
        package var expendable: Int

        package init(_ title: String, _ alignment: Alignment = .left, minimum: Int? = nil, expendable: Int = 0) {
            self.title = title
            self.alignment = alignment
            self.minimum = minimum
            self.expendable = expendable
        }
    }

    /// One field: user-controlled text, shown on one line with its control characters escaped.
    package struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
        package var text: String
        package var tint: Style.Tint?

        package init(_ text: String, _ tint: Style.Tint? = nil) {
            self.text = text
            self.tint = tint
        }

        package init(stringLiteral value: String) { self.init(value) }
    }

    package var columns: [Column]
    package private(set) var rows: [[Cell]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; missing cells are empty.
    package mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The lines of the table, its titles first.
    ///
    /// - Parameter width: columns of the terminal; nil where nothing may be cut (a file or a pipe).
    package func lines(width: Int?, style: Style) -> [String] {
        let grid = rows.map { row in
            columns.indices.map { index in index < row.count ? row[index].shown : Cell("") }
        }
        let natural = columns.indices.map { index in
            grid.reduce(TextWidth.columns(columns[index].title)) { max($0, TextWidth.columns($1[index].text)) }
        }
        let layout = Layout(columns: columns, natural: natural, width: width)
        let titles = columns.map { Cell($0.title, .bold) }
        return ([titles] + grid).map { line($0, layout, style) }
    }

    private func line(_ cells: [Cell], _ layout: Layout, _ style: Style) -> String {
        var parts: [String] = []
        for (index, width) in layout.kept {
            let text = TextWidth.cut(cells[index].text, to: width, mark: style.cutMark)
            let padded = TextWidth.pad(text, to: width, right: columns[index].alignment == .right)
            let isLast = index == layout.kept.last?.index && columns[index].alignment == .left
            parts.append(style.paint(isLast ? text : padded, cells[index].tint))
        }
        var line = parts.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }

    /// Which columns are shown, and how wide.
    private struct Layout {
        var kept: [(index: Int, width: Int)]
        private static let gap = 2

        init(columns: [Column], natural: [Int], width: Int?) {
            kept = zip(columns.indices, natural).map { ($0, $1) }
            guard let width else { return }
            while least(columns) > width, let victim = expendable(columns) { kept.remove(at: victim) }
            while total > width, let widest = shrinkable(columns) { kept[widest].width -= 1 }
        }

        private var total: Int { kept.reduce(0) { $0 + $1.width } + Self.gap * max(0, kept.count - 1) }

        private func least(_ columns: [Column]) -> Int {
            kept.reduce(Self.gap * max(0, kept.count - 1)) { $0 + min($1.width, columns[$1.index].minimum ?? $1.width) }
        }

        private func expendable(_ columns: [Column]) -> Int? {
            let most = kept.indices.max { columns[kept[$0].index].expendable < columns[kept[$1].index].expendable }
            return most.flatMap { columns[kept[$0].index].expendable > 0 ? $0 : nil }
        }

        private func shrinkable(_ columns: [Column]) -> Int? {
            kept.indices.filter { kept[$0].width > columns[kept[$0].index].minimum ?? Int.max }
                .max { kept[$0].width < kept[$1].width }
        }
    }
}

extension Table.Cell {
    fileprivate var shown: Table.Cell { Table.Cell(VisibleText.line(text), tint) }
}
