internal import SweepModel

/// The shape of a number in YAML 1.2's core schema.
struct NumberText {
    private enum Base { case decimal, octal, hexadecimal }

    private var base = Base.decimal
    private var isSigned = false
    private var integerDigits: ArraySlice<UInt8> = []
    private var hasPoint = false
    private var hasExponent = false
    private var exponentIsSigned = false

    /// - Returns: nil where the bytes are no number.
    init?(_ bytes: [UInt8]) {
        guard let first = bytes.first, first < 0x3A else { return nil }
        if bytes.count > 2, first == UInt8(ascii: "0"), bytes[1] == UInt8(ascii: "o") || bytes[1] == UInt8(ascii: "x") {
            base = bytes[1] == UInt8(ascii: "o") ? .octal : .hexadecimal
            guard bytes.dropFirst(2).allSatisfy(base == .octal ? Self.isOctal : Self.isHexadecimal) else { return nil }
        } else {
            guard readDecimal(bytes) else { return nil }
        }
    }

    private mutating func readDecimal(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        isSigned = Self.takeSign(&rest)
        integerDigits = rest.prefix(while: Self.isDigit)
        rest = rest.dropFirst(integerDigits.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            hasPoint = true
            fraction = rest.dropFirst().prefix(while: Self.isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !integerDigits.isEmpty || !fraction.isEmpty else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            hasExponent = true
            exponentIsSigned = Self.takeSign(&rest)
            let digits = rest.prefix(while: Self.isDigit)
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count)
        }
        return rest.isEmpty
    }

    /// The number that `text` writes; null for an integer beyond 64 bits.
    func value(_ text: String) -> JSONValue {
        switch base {
        case .octal: return Int64(text.dropFirst(2), radix: 8).map(JSONValue.int) ?? .null
        case .hexadecimal: return Int64(text.dropFirst(2), radix: 16).map(JSONValue.int) ?? .null
        case .decimal: break
        }
        guard hasPoint || hasExponent else { return Int64(text).map(JSONValue.int) ?? .null }
        return .double(Double(text) ?? Double("0" + text) ?? .nan)
    }

    /// How PyYAML reads it; nil where it is the same number.
    func otherReading(_ text: String) -> String? {
        switch base {
        case .octal: return "text"
        case .hexadecimal: return nil
        case .decimal: break
        }
        if hasExponent, !hasPoint || !exponentIsSigned { return "text" }
        if hasPoint { return isSigned && integerDigits.isEmpty ? "text" : nil }
        guard integerDigits.count > 1, integerDigits.first == UInt8(ascii: "0") else { return nil }
        guard integerDigits.allSatisfy(Self.isOctal) else { return "text" }
        return integerDigits.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : "a number to the base 8"
    }

    private static func takeSign(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isOctal(_ byte: UInt8) -> Bool { (0x30...0x37).contains(byte) }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
