/// The line between head and tail of a joined stream, `[sweepd: N bytes dropped]`, line ends on both sides included.
struct DroppedNotice {
    let dropped: Int64
    let length: Int
    /// The longest it can be, in bytes.
    static let lengthMax = 64

    /// Nil where the bytes do not begin with one.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let (before, after) = ("\n[sweepd: ", " bytes dropped]\n")
        let digits = text.dropFirst(before.count).prefix { $0.isASCII && $0.isNumber }
        guard text.hasPrefix(before), let dropped = Int64(digits), dropped > 0,
            text.dropFirst(before.count + digits.count).hasPrefix(after)
        else { return nil }
        self.dropped = dropped
        length = before.utf8.count + digits.utf8.count + after.utf8.count
    }
}
