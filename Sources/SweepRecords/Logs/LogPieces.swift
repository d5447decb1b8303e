internal import Glibc

/// Where the bytes of a captured stream lie, as far as they are kept.
///
/// The runner keeps the stream's head in `NAME` and the rest in segments, `NAME.<offset of the first byte>`, of which
/// it removes the oldest. At the end it appends the segments to `NAME`, after a line that says how many bytes are
/// missing, if any are.
struct LogPieces {
    struct Piece {
        /// Offset in the stream of the first byte.
        let start: Int64
        let length: Int64
        let file: String
        let fileOffset: Int64

        var end: Int64 { start + length }
    }

    /// In the order of their offsets.
    private(set) var pieces: [Piece] = []

    /// - Parameter head: the longest that the stream's head can be, in bytes.
    init(name: String, head: Int64, in folder: borrowing Descriptor) throws(SystemError) {
        // Segments first: one that is joined meanwhile is then seen twice, which is harmless, and not never.
        try addSegments(name: name, in: folder)
        try addMain(name: name, head: head, in: folder)
        pieces.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    }

    var end: Int64 { pieces.map(\.end).max() ?? 0 }

    /// The piece that holds the first byte kept at an offset or after it.
    func piece(at offset: Int64) -> Piece? { pieces.first { $0.end > offset } }

    private mutating func addSegments(name: String, in folder: borrowing Descriptor) throws(SystemError) {
        for entry in try Folder.entries(folder) where entry.kind == .file && entry.name.hasPrefix(name + ".") {
            guard let start = Int64(entry.name.dropFirst(name.count + 1)), start >= 0 else { continue }
            guard let status = try? stat(entry.name, in: folder.number) else { continue }
            add(start: start, length: Int64(status.st_size), file: entry.name, fileOffset: 0)
        }
    }

    private mutating func addMain(name: String, head: Int64, in folder: borrowing Descriptor) throws(SystemError) {
        guard let status = try? stat(name, in: folder.number), status.isRegular else { return }
        let size = Int64(status.st_size)
        add(start: 0, length: min(size, head), file: name, fileOffset: 0)
        guard size > head else { return }
        let log = try Descriptor(name, O_RDONLY | O_NONBLOCK, in: folder.number)
        let notice = DroppedNotice(try log.read(at: head, count: DroppedNotice.lengthMax))
        let joined = head + Int64(notice?.length ?? 0)
        add(start: head + (notice?.dropped ?? 0), length: size - joined, file: name, fileOffset: joined)
    }

    private mutating func add(start: Int64, length: Int64, file: String, fileOffset: Int64) {
        guard length > 0 else { return }
        pieces.append(Piece(start: start, length: length, file: file, fileOffset: fileOffset))
    }
}
