internal import SweepModel

/// What a plain (unquoted) scalar means: YAML 1.2's core schema, and where YAML 1.1 reads it differently.
///
/// Sources: YAML 1.2.2, section 10.3.2; for 1.1, the resolver of PyYAML, which W&B uses.
package struct PlainScalar {
    let value: JSONValue
    /// How YAML 1.1 reads it, in words; nil where both agree.
    let otherReading: String?
    /// An integer that does not fit 64 bits; its value is its text.
    var isTooLarge: Bool = false

    /// Whether a text means itself where it stands without quotes.
    package static func isText(_ text: String) -> Bool { PlainScalar(text).value.stringValue != nil }

    init(_ text: String) {
        if let ordinary = Self.ordinary(text) {
            (value, otherReading) = (ordinary, nil)
            return
        }
        let bytes = Array(text.utf8)
        switch text {
        case "", "~", "null", "Null", "NULL": (value, otherReading) = (.null, nil)
        case "true", "True", "TRUE": (value, otherReading) = (.bool(true), nil)
        case "false", "False", "FALSE": (value, otherReading) = (.bool(false), nil)
        case ".nan", ".NaN", ".NAN": (value, otherReading) = (.double(.nan), nil)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": (value, otherReading) = (.double(.infinity), nil)
        case "-.inf", "-.Inf", "-.INF": (value, otherReading) = (.double(-.infinity), nil)
        default:
            if let number = NumberText(bytes) {
                let read = number.value(text)
                isTooLarge = read == .null
                value = isTooLarge ? .string(text) : read
                otherReading = number.otherReading(text)
            } else {
                (value, otherReading) = (.string(text), Self.otherReading(ofText: text, bytes))
            }
        }
    }

    /// The value of what shows at once that it is no other: text that begins as no word does that YAML knows, and plain
    /// numbers.
    private static func ordinary(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first else { return nil }
        if (0x41...0x5A).contains(first & 0xDF) { return "nNtTfFyYoO".utf8.contains(first) ? nil : .string(text) }
        guard (0x31...0x39).contains(first), text.utf8.count <= 18 else { return nil }
        var number: Int64 = 0
        for byte in text.utf8 {
            guard isDigit(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        return .int(number)
    }

    /// How YAML 1.1 reads what YAML 1.2 takes for text.
    private static func otherReading(ofText text: String, _ bytes: [UInt8]) -> String? {
        switch text {
        case "yes", "Yes", "YES", "on", "On", "ON": return "true"
        case "no", "No", "NO", "off", "Off", "OFF": return "false"
        default: break
        }
        guard let first = bytes.first(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }), isDigit(first)
        else { return nil }
        if isDate(bytes) { return "a date" }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count > 1, isSexagesimal(parts) { return "a number to the base 60" }
        let plain = bytes.filter { $0 != UInt8(ascii: "_") }
        if plain.count < bytes.count, NumberText(plain) != nil { return "a number" }
        let unsigned = text.drop { $0 == "-" || $0 == "+" }
        if unsigned.hasPrefix("0b"), unsigned.count > 2, unsigned.dropFirst(2).allSatisfy({ "01_".contains($0) }) {
            return "a number to the base 2"
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// `2026-01-31`, or a time stamp that begins so.
    private static func isDate(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.prefix { isDigit($0) || $0 == UInt8(ascii: "-") }.split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isWhole = parts.map(\.count).reduce(parts.count - 1, +) == bytes.count
        let rest = bytes.dropFirst(10).first
        return parts.count == 3 && parts[0].count == 4 && (1...2).contains(parts[1].count)
            && (1...2).contains(parts[2].count)
            && (isWhole && bytes.count == 10 || rest == UInt8(ascii: "T") || rest == UInt8(ascii: " "))
    }

    private static func isSexagesimal(_ parts: [Substring]) -> Bool {
        guard let head = parts[0].last, head.isNumber, parts[0].allSatisfy({ $0.isNumber || "+-_".contains($0) }) else {
            return false
        }
        return parts.dropFirst().enumerated().allSatisfy { index, part in
            let whole = index == parts.count - 2 ? part.prefix { $0 != "." } : part
            return (1...2).contains(whole.count) && (Int(whole) ?? 60) < 60
        }
    }
}
