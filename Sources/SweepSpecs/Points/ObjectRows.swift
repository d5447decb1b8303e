internal import SweepModel

/// The objects of a JSON list, or of JSON lines.
struct ObjectRows {
    private(set) var columns = ColumnNames()
    private let bytes: UnsafeBufferPointer<UInt8>
    private let isList: Bool
    private let isGroup: (String) -> Bool
    private let places: PlaceFinder
    private var offset = 0
    private var isFirst = true

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, isList: Bool, isGroup: @escaping (String) -> Bool, _ places: PlaceFinder
    ) {
        self.bytes = bytes
        self.isList = isList
        self.isGroup = isGroup
        self.places = places
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    mutating func next() -> PointRow? {
        while let range = isList ? nextItem() : nextLine() {
            if let row = row(range) { return row }
        }
        return nil
    }

    /// The next line that is not blank.
    private mutating func nextLine() -> Range<Int>? {
        while offset < bytes.count {
            let start = offset
            offset = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let end = offset
            offset += 1
            if let first = bytes[start..<end].firstIndex(where: { !Self.isSpace($0) }) { return first..<end }
        }
        return nil
    }

    /// The next item of the list: up to the comma or bracket that ends it.
    private mutating func nextItem() -> Range<Int>? {
        skipSpace()
        if isFirst {
            isFirst = false
            guard take(UInt8(ascii: "[")) else { return fail("expected a list of objects") }
            skipSpace()
            if take(UInt8(ascii: "]")) { return ended() }
        } else {
            if take(UInt8(ascii: "]")) { return ended() }
            guard take(UInt8(ascii: ",")) else { return fail("expected ',' or ']'") }
            skipSpace()
        }
        let start = offset
        skipItem()
        return offset > start ? start..<offset : fail("expected an object")
    }

    private mutating func ended() -> Range<Int>? {
        skipSpace()
        if offset < bytes.count { places.error(offset, "text behind the list") }
        offset = bytes.count
        return nil
    }

    private mutating func fail(_ message: String) -> Range<Int>? {
        if offset < bytes.count || isList { places.error(offset, message) }
        offset = bytes.count
        return nil
    }

    /// Passes over brackets that match and strings, up to what ends the item.
    private mutating func skipItem() {
        var depth = 0
        var inString = false
        while offset < bytes.count {
            let byte = bytes[offset]
            if inString {
                if byte == UInt8(ascii: "\\") { offset += 1 } else if byte == UInt8(ascii: "\"") { inString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): inString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return }
                    depth -= 1
                case UInt8(ascii: ",") where depth == 0: return
                default: break
                }
            }
            offset += 1
        }
        offset = bytes.count
    }

    private mutating func row(_ range: Range<Int>) -> PointRow? {
        do throws(JSONParser.Failure) {
            let value = try JSONParser.parse(UnsafeBufferPointer(rebasing: bytes[range]))
            guard let object = value.objectValue else {
                places.error(range.lowerBound, "expected an object of parameters and values")
                return nil
            }
            var row = PointRow(offset: range.lowerBound, cells: [])
            row.cells.reserveCapacity(object.members.count)
            append(object, prefix: "", to: &row)
            return row
        } catch {
            places.error(range.lowerBound + error.offset, "the point is no JSON: \(error.message)")
            return nil
        }
    }

    private mutating func append(_ object: JSONObject, prefix: String, to row: inout PointRow) {
        for member in object.members {
            let name = prefix.isEmpty ? member.name : prefix + member.name
            if let inner = member.value.objectValue, isGroup(name) {
                append(inner, prefix: name + ".", to: &row)
            } else {
                let column = columns.place(of: name)
                row.cells.append(PointRow.Cell(column: column, value: member.value, offset: row.offset))
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private mutating func skipSpace() { while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 } }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard bytes[safe: offset] == byte else { return false }
        offset += 1
        return true
    }
}

extension ObjectRows {
    /// Where the value of a member stands, in an object that has been read already; the object's own place where its
    /// members have none of that name.
    static func offset(of name: String, in bytes: UnsafeBufferPointer<UInt8>, object start: Int) -> Int {
        let key = Array(JSONValue.string(name).text().utf8)
        var depth = 0
        var offset = start
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return start }
            case UInt8(ascii: "\""):
                let end = endOfString(bytes, offset)
                if depth == 1, bytes[offset..<end].elementsEqual(key) {
                    let rest = bytes[end...].drop { isSpace($0) }
                    if rest.first == UInt8(ascii: ":") {
                        return rest.dropFirst().firstIndex { !isSpace($0) } ?? start
                    }
                }
                offset = end - 1
            default: break
            }
            offset += 1
        }
        return start
    }

    /// Behind the quote that closes the string which begins at `start`.
    private static func endOfString(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var offset = start + 1
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(offset + 1, bytes.count)
    }
}
