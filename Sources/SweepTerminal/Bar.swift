/// A part of a whole as a bar.
package enum Bar {
    /// - Parameters:
    ///   - share: 0 to 1.
    ///   - columns: width of the bar.
    package static func text(share: Double, columns: Int, style: Style) -> String {
        let full = Int((min(1, max(0, share.isFinite ? share : 0)) * Double(columns)).rounded(.down))
        let (on, off) = style.unicode ? ("█", "░") : ("#", ".")
        let body = String(repeating: on, count: full) + String(repeating: off, count: columns - full)
        return style.unicode ? body : "[\(body)]"
    }
}
