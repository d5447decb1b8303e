internal import SweepModel

/// The rows of comma-separated values: RFC 4180, with a header row; lines may end with a line feed alone, and empty lines
/// count for nothing.
///
/// A field that is empty and not in quotes is no value. What is in quotes is text, everything else what YAML 1.2 takes it
/// for.
struct CommaRows {
    private(set) var columns: [String] = []
    private let bytes: UnsafeBufferPointer<UInt8>
    private let places: PlaceFinder
    private var offset = 0
    private var fields: [Field] = []
    private var isBroken = false

    private struct Field {
        var range: Range<Int>
        var isQuoted = false
        var hasQuotes = false
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ places: PlaceFinder) {
        self.bytes = bytes
        self.places = places
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        readHeader()
    }

    private mutating func readHeader() {
        guard readRecord() else {
            if !isBroken {
                places.error(0, "expected a header row with the names of the parameters, got: an empty file")
            }
            isBroken = true
            return
        }
        var seen: Set<String> = []
        for field in fields {
            let name = text(field)
            if !seen.insert(name).inserted {
                places.error(field.range.lowerBound, "two columns have the name \(quoted(name))")
            }
            columns.append(name)
        }
    }

    mutating func next() -> PointRow? {
        while !isBroken {
            let start = skipEmptyLines()
            guard readRecord() else { return nil }
            guard fields.count == columns.count else {
                places.error(
                    start, "the row has \(fields.count.counted("field")), the header \(columns.count)",
                    hint: fields.count > columns.count ? "text with a comma goes in quotes" : nil)
                continue
            }
            var cells: [PointRow.Cell] = []
            cells.reserveCapacity(fields.count)
            for (column, field) in fields.enumerated() where !field.range.isEmpty || field.isQuoted {
                cells.append(PointRow.Cell(column: column, value: value(field), offset: field.range.lowerBound))
            }
            return PointRow(offset: start, cells: cells)
        }
        return nil
    }

    private mutating func skipEmptyLines() -> Int {
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") || bytes[offset] == UInt8(ascii: "\r") {
            offset += 1
        }
        return offset
    }

    /// Reads fields up to the end of the line; false at the end of the file, and after a fault that hides what follows.
    private mutating func readRecord() -> Bool {
        fields.removeAll(keepingCapacity: true)
        guard offset < bytes.count, !isBroken else { return false }
        while true {
            guard let field = bytes[safe: offset] == UInt8(ascii: "\"") ? quotedField() : plainField() else {
                return false
            }
            fields.append(field)
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: ",") else { break }
            offset += 1
        }
        if bytes[safe: offset] == UInt8(ascii: "\r") { offset += 1 }
        if bytes[safe: offset] == UInt8(ascii: "\n") { offset += 1 }
        return true
    }

    private mutating func plainField() -> Field? {
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { break }
            if byte == UInt8(ascii: "\r"), offset + 1 == bytes.count || bytes[offset + 1] == UInt8(ascii: "\n") {
                break
            }
            offset += 1
        }
        return Field(range: start..<offset)
    }

    private mutating func quotedField() -> Field? {
        let start = offset
        var field = Field(range: start + 1..<start + 1, isQuoted: true)
        offset += 1
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "\"") else {
                offset += 1
                continue
            }
            guard bytes[safe: offset + 1] == UInt8(ascii: "\"") else { break }
            field.hasQuotes = true
            offset += 2
        }
        guard offset < bytes.count else { return broken(start, "the quote is not closed") }
        field.range = start + 1..<offset
        offset += 1
        guard offset == bytes.count || ",\r\n".utf8.contains(bytes[offset]) else {
            return broken(
                offset, "expected a comma behind the closing quote", hint: "a quote inside of text is written twice")
        }
        return field
    }

    private mutating func broken(_ offset: Int, _ message: String, hint: String? = nil) -> Field? {
        isBroken = true
        places.error(offset, message, hint: hint)
        return nil
    }

    private func value(_ field: Field) -> JSONValue {
        guard !field.isQuoted else { return .string(text(field)) }
        if let value = ScalarBytes.value(UnsafeBufferPointer(rebasing: bytes[field.range])) { return value }
        places.error(
            field.range.lowerBound, "expected an integer of 64 bits, got: \(quoted(text(field)))",
            hint: "put it in quotes, if it is text")
        return .null
    }

    private func text(_ field: Field) -> String {
        let text = String(decoding: bytes[field.range], as: UTF8.self)
        return field.hasQuotes ? text.replacing("\"\"", with: "\"") : text
    }
}

extension UnsafeBufferPointer {
    subscript(safe index: Int) -> Element? { index < count ? self[index] : nil }
}
