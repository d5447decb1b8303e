/// Text that somebody else's program tells, without what could move a terminal's cursor, change its colours, turn the
/// direction of writing or begin a line of its own.
enum PlainText {
    /// The text with a blank for every line break and tab, and U+FFFD for every other control character, line separator
    /// and directional mark.
    static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.isHidden) else { return text }
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { plain.append(scalar.isHidden ? stand(for: scalar) : scalar) }
        return String(plain)
    }

    private static func stand(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        ["\n", "\r", "\t"].contains(scalar) ? " " : "\u{FFFD}"
    }
}

extension Unicode.Scalar {
    /// Whether a person cannot see it, but for what it does to the rest: control, format and direction characters, and the
    /// separators of lines.
    package var isHidden: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        // Blocks of such, with what is not assigned in them yet.
        default: (0x2060...0x206F).contains(value) || (0xE0000...0xE007F).contains(value)
        }
    }
}
