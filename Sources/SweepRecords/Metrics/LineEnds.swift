internal import Glibc

/// Finds where the lines of a piece of text end, at the speed of the C library; no byte is looked at for each line.
struct LineEnds {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let splitsAtReturn: Bool
    /// The next line feed and carriage return at or after where was last looked; the text's length where there is none.
    private var feed = -1
    private var carriageReturn = -1

    init(_ bytes: UnsafeBufferPointer<UInt8>, splitsAtReturn: Bool) {
        self.bytes = bytes
        self.splitsAtReturn = splitsAtReturn
        if !splitsAtReturn { carriageReturn = bytes.count }
    }

    /// The end of the line that begins at `start`; nil where the text ends before.
    mutating func next(from start: Int) -> Int? {
        if feed < start { feed = first(UInt8(ascii: "\n"), from: start) }
        if carriageReturn < start { carriageReturn = first(UInt8(ascii: "\r"), from: start) }
        let end = min(feed, carriageReturn)
        return end < bytes.count ? end : nil
    }

    /// The beginning of the line, `start` or after, that holds the next `mark`; of the last line where none does.
    func lineStart(before mark: UInt8, from start: Int) -> Int {
        var offset = first(mark, from: start)
        while offset > start, !isEnd(bytes[offset - 1]) { offset -= 1 }
        return offset
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || (splitsAtReturn && byte == UInt8(ascii: "\r"))
    }

    private func first(_ byte: UInt8, from start: Int) -> Int {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(byte), bytes.count - start)
        else { return bytes.count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
