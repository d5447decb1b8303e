internal import SweepModel

/// What a plain scalar means, as ``PlainScalar`` says; fast for the usual ones.
enum ScalarBytes {
    /// - Returns: nil for an integer of more than 64 bits.
    static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        if let number = integer(bytes) { return .int(number) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let first = bytes.first, isOrdinaryLetter(first) else {
            if isDecimal(bytes), let number = Double(text) { return .double(number) }
            let scalar = PlainScalar(text)
            return scalar.isTooLarge ? .none : .some(scalar.value)
        }
        return .string(text)
    }

    /// Whether no other value than text begins so.
    private static func isOrdinaryLetter(_ byte: UInt8) -> Bool {
        guard (0x41...0x5A).contains(byte & 0xDF) else { return byte >= 0x80 }
        return !"nNtTfF".utf8.contains(byte)
    }

    /// Up to 18 digits with a sign.
    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let first = bytes.first else { return nil }
        let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        let digits = bytes.dropFirst(isSigned ? 1 : 0)
        guard (1...18).contains(digits.count) else { return nil }
        var number: Int64 = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        return first == UInt8(ascii: "-") ? -number : number
    }

    /// `1.5`, `-0.25e-3`: digits on both sides of the point.
    private static func isDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func digits() -> Bool {
            let start = index
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
            return index > start
        }
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { index = 1 }
        guard digits() else { return false }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard digits() else { return false }
        }
        // Without a point it is an integer, and too long to be read quickly.
        guard index < bytes.count else { return bytes.contains(UInt8(ascii: ".")) }
        guard bytes[index] | 0x20 == UInt8(ascii: "e") else { return false }
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") { index += 1 }
        return digits() && index == bytes.count
    }
}
