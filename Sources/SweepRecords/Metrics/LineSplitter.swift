/// Cuts a stream of bytes, which comes in any pieces, into lines.
///
/// A line that is not ended yet waits for its end; one longer than the limit is skipped to its end and counted.
struct LineSplitter: Sendable {
    /// The longest line, in bytes.
    static let lengthMax = 1 << 16

    /// Whether a carriage return ends a line too, as progress bars use it.
    private let splitsAtReturn: Bool
    /// A byte without which a line is of no interest; nil where every line is.
    private let mark: UInt8?
    private var pending: [UInt8] = []
    private var isSkipping = false
    /// How many lines were too long.
    private(set) var skipped = 0
    /// How many bytes came, up to and including the end of the last whole line.
    private(set) var consumed: Int64 = 0
    private var unfinished: Int64 = 0

    init(splitsAtReturn: Bool, mark: UInt8? = nil) {
        self.splitsAtReturn = splitsAtReturn
        self.mark = mark
    }

    /// Hands each line that these bytes finish, without its end, to the body; of lines without the mark, if there is
    /// one, only some.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var ends = LineEnds(bytes, splitsAtReturn: splitsAtReturn)
        var start = 0
        while let end = ends.next(from: start) {
            finishLine(UnsafeBufferPointer(rebasing: bytes[start..<end]), body)
            let next = mark.map { ends.lineStart(before: $0, from: end + 1) } ?? end + 1
            consumed += unfinished + Int64(next - start)
            unfinished = 0
            start = next
        }
        keep(UnsafeBufferPointer(rebasing: bytes[start...]))
        unfinished += Int64(bytes.count - start)
    }

    /// Passes over bytes of the stream that are lost: what comes next is of no use up to the next line's beginning.
    mutating func skip(_ count: Int64) {
        pending = []
        isSkipping = true
        unfinished += count
    }

    /// Hands over the last line if the stream ended without ending it.
    mutating func finish(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        finishLine(UnsafeBufferPointer(start: nil, count: 0), body)
        consumed += unfinished
        unfinished = 0
    }

    private mutating func finishLine(
        _ rest: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        defer {
            pending.removeAll(keepingCapacity: true)
            isSkipping = false
        }
        if isSkipping || pending.count + rest.count > Self.lengthMax {
            skipped += 1
        } else if pending.isEmpty {
            if !rest.isEmpty { body(rest) }
        } else {
            pending.append(contentsOf: rest)
            pending.withUnsafeBufferPointer(body)
        }
    }

    private mutating func keep(_ rest: UnsafeBufferPointer<UInt8>) {
        if isSkipping { return }
        if pending.count + rest.count > Self.lengthMax {
            isSkipping = true
            pending = []
        } else {
            pending.append(contentsOf: rest)
        }
    }
}
