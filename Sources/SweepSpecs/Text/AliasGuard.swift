/// Refuses the one kind of alias bomb that bursts inside Yams: there every key of a mapping is hashed in full, so
/// that a key built of nested aliases costs exponential time before the walk could count anything.
///
/// A rough look at the bytes, on the safe side: a specification has no use for collections or aliases as keys.
enum AliasGuard {
    /// With so few aliases a key cannot grow beyond some hundred times the file's own size.
    private static let aliasesMax = 16

    static func allows(_ bytes: [UInt8]) -> Bool {
        var aliases = 0
        var hasComplexKey = false
        var previous = UInt8(ascii: "\n")
        // The last byte that is not blank; an alias counts as a closing bracket.
        var last = previous
        var inAlias = false
        for byte in bytes {
            defer { previous = byte }
            if inAlias && isAnchorName(byte) { continue }
            inAlias = byte == UInt8(ascii: "*") && startsToken(after: previous)
            if inAlias {
                aliases += 1
                last = UInt8(ascii: "]")
                continue
            }
            let closes = last == UInt8(ascii: "]") || last == UInt8(ascii: "}")
            hasComplexKey = hasComplexKey || byte == UInt8(ascii: ":") && closes
            hasComplexKey = hasComplexKey || byte == UInt8(ascii: "?") && startsToken(after: previous)
            if !isBlank(byte) { last = byte }
        }
        return aliases <= aliasesMax || !hasComplexKey
    }

    private static func startsToken(after byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: ",")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isAnchorName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
            || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
