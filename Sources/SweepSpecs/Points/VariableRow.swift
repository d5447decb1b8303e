internal import SweepModel

/// The one point of an env file: `NAME=value` lines, `#` comments, `export` before a name.
///
/// A value in quotes is text, and so is none at all; any other is what YAML 1.2 takes it for, and runs to the end of its
/// line.
struct VariableRow {
    private(set) var columns: [String] = []
    private(set) var row: PointRow?

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ places: PlaceFinder) {
        var row = PointRow(offset: 0, cells: [])
        var names = ColumnNames()
        var isFaulty = false
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            switch Self.variable(bytes, start..<end) {
            case .blank: break
            case .variable(let name, let value, let offset):
                row.cells.append(PointRow.Cell(column: names.place(of: name), value: value, offset: offset))
            case .fault(let text, let offset):
                places.error(offset, "expected NAME=value, got: \(quoted(text))")
                isFaulty = true
            }
            start = end + 1
        }
        if row.cells.isEmpty, !isFaulty { places.error(0, "expected NAME=value lines, got: none") }
        columns = names.names
        self.row = row
    }

    private enum Line {
        case blank
        case variable(name: String, value: JSONValue, offset: Int)
        case fault(text: String, offset: Int)
    }

    private static func variable(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Line {
        var text = String(decoding: bytes[line], as: UTF8.self)[...]
        if text.last == "\r" || text.last == "\r\n" { text.removeLast() }
        let blanks = text.prefix { $0 == " " || $0 == "\t" }.utf8.count
        text = text.dropFirst(blanks)
        if text.isEmpty || text.hasPrefix("#") { return .blank }
        if text.hasPrefix("export ") { text = text.dropFirst(7) }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains(" ") else {
            return .fault(text: String(text), offset: line.lowerBound + blanks)
        }
        return .variable(name: String(parts[0]), value: value(parts[1]), offset: line.lowerBound + blanks)
    }

    private static func value(_ text: Substring) -> JSONValue {
        for quote in ["\"", "'"] where text.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            return .string(String(text.dropFirst().dropLast()))
        }
        return text.isEmpty ? .string("") : PlainScalar(String(text)).value
    }
}
