/// How many columns of a terminal a text takes.
package enum TextWidth {
    /// Columns of a text, escape sequences for colour (`ESC [ … m`) not counted.
    package static func columns(_ text: String) -> Int {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text.utf8.count }
        var columns = 0
        forEachPiece(of: text) { piece, width in columns += piece.isEmpty ? 0 : width }
        return columns
    }

    /// The beginning of a text that fits `columns`, with `mark` at its end where something was cut off.
    ///
    /// Escape sequences for colour are kept, those behind the cut too, so that a colour always ends.
    package static func cut(_ text: String, to columns: Int, mark: String = "…") -> String {
        guard self.columns(text) > columns else { return text }
        let room = columns - self.columns(mark)
        guard room >= 0 else { return "" }
        var result = ""
        var used = 0
        var isCut = false
        forEachPiece(of: text) { piece, width in
            if width == 0 {
                if !isCut || piece.first == "\u{1B}" { result += piece }
            } else if !isCut, used + width <= room {
                result += piece
                used += width
            } else if !isCut {
                result += mark
                isCut = true
            }
        }
        return result
    }

    /// The text with blanks added up to `columns`.
    package static func pad(_ text: String, to columns: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, columns - self.columns(text)))
        return right ? blanks + text : text + blanks
    }

    /// Calls `body` for each character with its width, and for each colour sequence with width 0.
    private static func forEachPiece(of text: String, _ body: (Substring, Int) -> Void) {
        var rest = text[...]
        while let first = rest.first {
            if first == "\u{1B}", let end = rest.firstIndex(of: "m") {
                body(rest[...end], 0)
                rest = rest[rest.index(after: end)...]
            } else {
                body(rest.prefix(1), width(of: first))
                rest = rest.dropFirst()
            }
        }
    }

    private static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return isWide(scalar) || scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }

    /// The blocks that are East Asian wide or full-width (Unicode Standard Annex 11), coarsely.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
