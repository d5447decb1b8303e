/// Reads `name=value` and `name: value` pairs with numeric values out of a line of text.
///
/// A name is a letter or `_` and then letters, digits or `_ . / -`, and begins where a word begins. A value ends where
/// its word ends, so that `12:30`, `1.2.3` and `3px` are none.
struct KeyValueScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0
    /// The most pairs taken from one line.
    private static let pairsMax = 200

    static func pairs(in bytes: UnsafeBufferPointer<UInt8>) -> MetricLine {
        var scanner = KeyValueScanner(bytes: bytes)
        var line = MetricLine()
        while let (name, value) = scanner.next(), line.values.count < pairsMax { line.take(name, value) }
        return line
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func next() -> (name: String, value: Double)? {
        while let name = nextName() {
            let mark = offset
            skipSpace()
            if take(UInt8(ascii: "=")) || take(UInt8(ascii: ":")) {
                skipSpace()
                if let value = number() { return (String(decoding: name, as: UTF8.self), value) }
            }
            offset = mark
        }
        return nil
    }

    /// The next word that can be a name; the scanner is left at its end.
    private mutating func nextName() -> Slice<UnsafeBufferPointer<UInt8>>? {
        while let byte = peek {
            let start = offset
            skip { Self.isWord($0) || (Self.isLetter(byte) && Self.isNamePart($0)) }
            if offset == start {
                offset += 1
            } else if Self.isLetter(byte) {
                return bytes[start..<offset]
            }
        }
        return nil
    }

    private mutating func number() -> Double? {
        let start = offset
        _ = take(UInt8(ascii: "-")) || take(UInt8(ascii: "+"))
        if let byte = peek, Self.isLetter(byte) { return word(from: start) }
        let first = offset
        skip(Self.isDigit)
        let hasWhole = offset > first
        if take(UInt8(ascii: ".")) {
            let fraction = offset
            skip(Self.isDigit)
            guard hasWhole || offset > fraction else { return nil }
        } else if !hasWhole {
            return nil
        }
        skipExponent()
        guard endsHere else { return nil }
        return Double(text(from: start))
    }

    private mutating func word(from start: Int) -> Double? {
        skip(Self.isWord)
        guard endsHere else { return nil }
        switch text(from: start).lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }

    private mutating func skipExponent() {
        let mark = offset
        guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return }
        _ = take(UInt8(ascii: "-")) || take(UInt8(ascii: "+"))
        let digits = offset
        skip(Self.isDigit)
        if offset == digits { offset = mark }
    }

    /// Whether the word ends here: no word character follows, nor a `.`, `:`, `/` or `-` with a digit after it.
    private var endsHere: Bool {
        guard let byte = peek else { return true }
        if Self.isWord(byte) { return false }
        guard [UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "-")].contains(byte) else {
            return true
        }
        return offset + 1 >= bytes.count || !Self.isDigit(bytes[offset + 1])
    }

    private func text(from start: Int) -> String { String(decoding: bytes[start..<offset], as: UTF8.self) }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skip(_ isWanted: (UInt8) -> Bool) {
        while let byte = peek, isWanted(byte) { offset += 1 }
    }

    private mutating func skipSpace() { skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte >= 0x80 }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-")
    }
}
