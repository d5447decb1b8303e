internal import Glibc
package import SweepModel

/// A captured stream of an attempt, read by the offsets of what the program wrote, while it runs and afterwards.
package struct CapturedLog: Sendable {
    package enum Stream: String, Sendable { case standardOutput = "stdout.log", standardError = "stderr.log" }

    private let folder: String
    private let name: String
    /// The longest that the stream's head can be, in bytes; what follows it is in other pieces.
    package let headMax: Int64
    private let record: CaptureRecord?

    /// The least that the runner keeps of a stream whatever its limit says, in bytes; it keeps a quarter as the head.
    private static let limitMin: Int64 = 64 << 10
    /// How often reading begins again because the runner moved what was to be read.
    private static let retriesMax = 8

    /// - Parameters:
    ///   - bytesMax: the limit on the stream's size on disk that the runner was given.
    ///   - record: what became of the stream, once the attempt has ended.
    package init(_ stream: Stream, in layout: AttemptLayout, bytesMax: Int64, record: CaptureRecord? = nil) {
        folder = layout.records
        name = stream.rawValue
        self.record = record
        headMax = record?.head ?? max(bytesMax, Self.limitMin) / 4
    }

    /// Reads at most `max` bytes from an offset on; none where nothing is there yet.
    ///
    /// - Throws: a fault where the attempt's folder or the log cannot be read.
    package func read(from offset: Int64, max: Int) throws(Fault) -> OutputPiece {
        try explaining("cannot read '\(folder)/\(name)'") { () throws(SystemError) in
            let folder = try Descriptor(folder: folder)
            for _ in 0..<Self.retriesMax {
                if let piece = try look(from: offset, max: max, in: folder) { return piece }
            }
            return OutputPiece(bytes: [], next: offset, droppedBefore: 0)
        }
    }

    /// The last line that is not blank, made plain, at most 500 characters; nil where there is none.
    ///
    /// - Parameter isAside: which lines to leave out.
    package func lastLine(except isAside: (String) -> Bool = { _ in false }) -> String? {
        let lines = tail(8192).split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return lines.lazy.reversed().map { TerminalText.line(Array($0), max: 500) }.first {
            !$0.isEmpty && !isAside($0)
        }
    }

    /// The last 8 KiB as text, whatever is in them.
    package func lastWords() -> String { String(decoding: tail(8192), as: UTF8.self) }

    /// The stream's last bytes, whichever pieces they lie in; what cannot be read is left out.
    private func tail(_ count: Int64) -> [UInt8] {
        guard let folder = try? Descriptor(folder: folder),
            let end = try? LogPieces(name: name, head: headMax, in: folder).end
        else { return [] }
        var bytes: [UInt8] = []
        var offset = max(0, end - count)
        while offset < end, let piece = try? read(from: offset, max: Int(end - offset)), !piece.bytes.isEmpty {
            bytes += piece.bytes
            offset = piece.next
        }
        return bytes
    }

    /// Nil where a segment vanished between finding and opening it.
    private func look(from offset: Int64, max: Int, in folder: borrowing Descriptor) throws(SystemError) -> OutputPiece?
    {
        guard let piece = try LogPieces(name: name, head: headMax, in: folder).piece(at: offset) else {
            return ending(from: offset)
        }
        let start = Swift.max(offset, piece.start)
        let count = Int(min(Int64(max), piece.end - start))
        do throws(SystemError) {
            let file = try Descriptor(piece.file, O_RDONLY | O_NONBLOCK, in: folder.number)
            let bytes = try file.read(at: piece.fileOffset + start - piece.start, count: count)
            return OutputPiece(bytes: bytes, next: start + Int64(bytes.count), droppedBefore: start - offset)
        } catch  where error.code == ENOENT {
            return nil
        }
    }

    private func ending(from offset: Int64) -> OutputPiece {
        let end = Swift.max(record?.bytes ?? offset, offset)
        return OutputPiece(bytes: [], next: end, droppedBefore: end - offset)
    }
}
