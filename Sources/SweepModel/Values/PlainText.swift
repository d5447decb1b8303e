/// Text that somebody else's program tells, without what could move a terminal's cursor, change its colours, turn the
/// direction of writing or begin a line of its own.
enum PlainText {
    /// The text with a blank for every line break and tab, and U+FFFD for every other control character, line separator
    /// and directional mark.
    static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { plain.append(isHidden(scalar) ? stand(for: scalar) : scalar) }
        return String(plain)
    }

    private static func stand(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        ["\n", "\r", "\t"].contains(scalar) ? " " : "\u{FFFD}"
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}
