/// Reads one JSON value from UTF-8 bytes, in one pass, with limits on depth.
///
/// Ours and not a library's because metrics lines arrive by the hundred thousand, may hold Python's `NaN` and
/// `Infinity`, and are read by the runner too, which links no Foundation. Members keep their order; of two
/// members with one name, readers see the last.
package struct JSONParser {
    /// Why a text is not JSON, and the byte (from 0) at which that shows.
    package struct Failure: Error, Hashable, Sendable {
        package let message: String
        package let offset: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let nonFinite: Bool
    private var offset = 0
    private var depth = 0
    private static let depthMax = 128

    /// Parses a whole text; anything but white space after the value is an error.
    ///
    /// - Parameter nonFinite: accepts the bare words `NaN`, `Infinity` and `-Infinity`, which JSON lacks.
    package static func parse(_ bytes: some Sequence<UInt8>, nonFinite: Bool = false) throws(Failure) -> JSONValue {
        let result = bytes.withContiguousStorageIfAvailable { parse(buffer: $0, nonFinite: nonFinite) }
        return try (result ?? Array(bytes).withUnsafeBufferPointer { parse(buffer: $0, nonFinite: nonFinite) }).get()
    }

    package static func parse(_ text: String, nonFinite: Bool = false) throws(Failure) -> JSONValue {
        try parse(text.utf8, nonFinite: nonFinite)
    }

    private static func parse(buffer: UnsafeBufferPointer<UInt8>, nonFinite: Bool) -> Result<JSONValue, Failure> {
        var parser = JSONParser(bytes: buffer, nonFinite: nonFinite)
        do throws(Failure) {
            let value = try parser.value()
            parser.skipSpace()
            guard parser.offset == buffer.count else { throw parser.failure("text after the value") }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, nonFinite: Bool) {
        self.bytes = bytes
        self.nonFinite = nonFinite
    }

    private mutating func value() throws(Failure) -> JSONValue {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(Failure) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(Failure) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N") where nonFinite: return try word("NaN", .double(.nan))
        case UInt8(ascii: "I") where nonFinite: return try word("Infinity", .double(.infinity))
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
        case nil: throw failure("unexpected end of text")
        default: throw failure("unexpected character")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(Failure) -> JSONValue
    ) throws(Failure) -> JSONValue {
        depth += 1
        guard depth <= Self.depthMax else { throw failure("nested deeper than \(Self.depthMax)") }
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(Failure) -> JSONValue {
        offset += 1
        var object = JSONObject()
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw failure("expected a member's name in quotes") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("expected ':'") }
            object.append(name, try value())
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(object) }
            guard take(UInt8(ascii: ",")) else { throw failure("expected ',' or '}'") }
        }
    }

    private mutating func array() throws(Failure) -> JSONValue {
        offset += 1
        var items: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw failure("expected ',' or ']'") }
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
        let count = word.utf8CodeUnitCount
        guard offset + count <= bytes.count,
            (0..<count).allSatisfy({ bytes[offset + $0] == word.utf8Start[$0] })
        else { throw failure("unexpected word") }
        offset += count
        return value
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = offset
        _ = take(UInt8(ascii: "-"))
        if nonFinite, peek == UInt8(ascii: "I") { return try word("Infinity", .double(-.infinity)) }
        let integerStart = offset
        guard digits() else { throw failure("expected a digit") }
        if bytes[integerStart] == UInt8(ascii: "0"), offset - integerStart > 1 { throw failure("leading zero") }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard digits() else { throw failure("expected a digit") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            guard digits() else { throw failure("expected a digit") }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger, let number = Int64(text) { return .int(number) }
        guard let number = Double(text) else { throw failure("not a number") }
        return .double(number)
    }

    private mutating func digits() -> Bool {
        let start = offset
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        return offset > start
    }

    private mutating func string() throws(Failure) -> String {
        offset += 1
        let start = offset
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                defer { offset += 1 }
                return try validated(bytes[start..<offset])
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw failure("control character in a string")
            default: offset += 1
            }
        }
        throw failure("unterminated string")
    }

    private mutating func escapedString(from start: Int) throws(Failure) -> String {
        var content = Array(bytes[start..<offset])
        while let byte = peek {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return try validated(content)
            case UInt8(ascii: "\\"): try appendEscape(to: &content)
            case 0..<0x20: throw failure("control character in a string")
            default: content.append(byte)
            }
        }
        throw failure("unterminated string")
    }

    private mutating func appendEscape(to content: inout [UInt8]) throws(Failure) {
        guard let byte = peek else { throw failure("unterminated string") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw failure("unknown escape")
        }
    }

    /// A `\uXXXX` escape, with its second half where it is a surrogate pair; a lone surrogate is U+FFFD.
    private mutating func escapedScalar() throws(Failure) -> Character {
        let first = try hexadecimal()
        if (0xD800..<0xDC00).contains(first), offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        {
            let mark = offset
            offset += 2
            let second = try hexadecimal()
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            {
                return Character(scalar)
            }
            offset = mark
        }
        return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        guard offset + 4 <= bytes.count, bytes[offset] != UInt8(ascii: "+"), bytes[offset] != UInt8(ascii: "-"),
            let number = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        offset += 4
        return number
    }

    private func validated(_ content: some Collection<UInt8>) throws(Failure) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw failure("not UTF-8") }
        return text
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private func failure(_ message: String) -> Failure { Failure(message: message, offset: offset) }
}
