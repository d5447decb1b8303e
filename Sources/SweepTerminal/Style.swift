/// What the terminal can show.
package struct Style: Hashable, Sendable {
    package enum Tint: Int, Hashable, Sendable {
        case red = 31
        case green = 32
        case yellow = 33
        case blue = 34
        case cyan = 36
        case grey = 90
        case bold = 1
    }

    /// Colours may be used: it is a terminal, and the user did not say no.
    package let colour: Bool
    /// Characters beyond ASCII may be used.
    package let unicode: Bool

    package init(colour: Bool, unicode: Bool) {
        self.colour = colour
        self.unicode = unicode
    }

    /// No colour, but all characters: what files and pipes get.
    package static let plain = Style(colour: false, unicode: true)

    package func paint(_ text: String, _ tint: Tint?) -> String {
        guard colour, let tint, !text.isEmpty else { return text }
        return "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m"
    }

    /// What stands where text was cut off.
    package var cutMark: String { unicode ? "…" : ".." }
}
