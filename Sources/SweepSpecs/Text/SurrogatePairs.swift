/// JSON writes characters beyond U+FFFF as two escapes (`\ud83d\ude00`), which YAML does not know.
enum SurrogatePairs {
    /// The text with each such pair replaced by its character, where the text is a JSON object; else as it is.
    static func joined(_ text: String) -> String {
        guard text.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), text.contains("\\u") else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let pair = character(bytes[index...].prefix(12)) {
                result.append(contentsOf: String(pair).utf8)
                index += 12
            } else {
                // An escape goes over whole, so that `\\ud83d` stays a backslash and letters.
                let length = bytes[index] == UInt8(ascii: "\\") ? min(2, bytes.count - index) : 1
                result.append(contentsOf: bytes[index..<index + length])
                index += length
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The character that twelve bytes `\uXXXX\uXXXX` write, if they are a pair.
    private static func character(_ bytes: ArraySlice<UInt8>) -> Character? {
        guard bytes.count == 12, let high = unit(bytes.prefix(6)), let low = unit(bytes.suffix(6)),
            (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).map(Character.init)
    }

    private static func unit(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard bytes.starts(with: "\\u".utf8) else { return nil }
        return UInt32(String(decoding: bytes.suffix(4), as: UTF8.self), radix: 16)
    }
}
