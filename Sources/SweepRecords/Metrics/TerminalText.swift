internal import SweepModel

/// Text as programs write it for a terminal, made plain.
enum TerminalText {
    private static let escape: UInt8 = 0x1B
    private static let bell: UInt8 = 0x07

    /// The bytes without escape sequences (ECMA-48: control sequences, control strings, two-byte escapes).
    static func stripped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == escape {
                index = afterSequence(bytes, at: index)
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return plain
    }

    /// One line as a person may see it: no escape sequences, no control or direction characters, at most so long.
    static func line(_ bytes: [UInt8], max length: Int) -> String {
        let text = String(decoding: bytes.withUnsafeBufferPointer(stripped), as: UTF8.self)
        let scalars = text.unicodeScalars.filter { $0 == "\t" || !$0.isHidden }
        let plain = String(String.UnicodeScalarView(scalars)).replacing("\t", with: " ")
        return String(plain.trimmed.prefix(length))
    }

    private static func afterSequence(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        guard start + 1 < bytes.count else { return bytes.count }
        switch bytes[start + 1] {
        case UInt8(ascii: "["):
            let final = bytes[(start + 2)...].firstIndex { (0x40...0x7E).contains($0) }
            return final.map { $0 + 1 } ?? bytes.count
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            guard let end = bytes[(start + 2)...].firstIndex(where: { $0 == bell || $0 == escape }) else {
                return bytes.count
            }
            return bytes[end] == bell ? end + 1 : Swift.min(end + 2, bytes.count)
        default: return start + 2
        }
    }
}

extension String {
    fileprivate var trimmed: Substring {
        let rest = drop { $0.isWhitespace }
        return rest.lastIndex { !$0.isWhitespace }.map { rest[...$0] } ?? ""
    }
}
