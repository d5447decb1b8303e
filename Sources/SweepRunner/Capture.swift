internal import CSweepShims
internal import Glibc
internal import SweepModel

/// One output stream of a program, kept in the records folder within a size limit: its head and its tail.
///
/// While the program runs, the first quarter of the limit is in `NAME` and what follows in segments of a quarter
/// each, `NAME.<offset of its first byte in the stream>`, of which the last three are kept. At the end they are
/// joined: `NAME` is the whole stream, or head, a line that says how much is missing, and tail. So the disk never
/// holds more than the limit, and a quarter more while joining.
///
/// Who follows a stream reads it by offset: below `max(limit, 64 KiB) / 4` from `NAME`, above from the segments; from
/// `NAME` beyond that only once `exit.json` is there, which says whether and where bytes are missing.
///
/// What cannot be written (a full disk) is dropped and counted; the program never waits for it. Head and tail each
/// stay in one piece: after a failure the tail begins anew with the first bytes that can be written again.
struct Capture {
    /// Below this a limit is not honoured, so that segments stay few.
    static let limitMin: Int64 = 64 << 10

    private struct Segment {
        let offset: Int64
        let name: String
    }

    private static let segmentsMax = 3

    private let name: String
    private let folder: RecordFolder
    private let quarter: Int64
    private let headFile: Descriptor?
    /// The file that is written to; nil after a failure.
    private var file: Descriptor?
    /// Bytes in `file`.
    private var filled: Int64 = 0
    private var isHead = true
    /// Bytes kept in the head.
    private var head: Int64 = 0
    /// Bytes that came.
    private var bytes: Int64 = 0
    private var segments: [Segment] = []

    init(name: String, folder: RecordFolder, limit: Int64) {
        self.name = name
        self.folder = folder
        quarter = max(limit, Self.limitMin) / 4
        headFile = try? folder.open(name, O_RDWR | O_CREAT | O_TRUNC)
        file = headFile
    }

    /// Takes what the program wrote.
    mutating func take(_ chunk: UnsafeRawBufferPointer) {
        var rest = chunk[...]
        while !rest.isEmpty {
            if file == nil || filled == quarter { startSegment() }
            let count = file == nil ? 0 : store(rest.prefix(Int(quarter - filled)))
            guard count > 0 else {
                breakOff()
                bytes += Int64(rest.count)
                return
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Joins what was kept.
    mutating func finish() -> CaptureRecord {
        file = nil
        let start = segments.first?.offset ?? bytes
        guard !segments.isEmpty || start > head else { return CaptureRecord(bytes: bytes, dropped: 0, head: bytes) }
        let dropped = join()
        return CaptureRecord(bytes: bytes, dropped: dropped, head: dropped > 0 ? head : bytes)
    }

    /// Writes once; 0 where nothing could be written.
    private mutating func store(_ part: Slice<UnsafeRawBufferPointer>) -> Int {
        guard let file else { return 0 }
        let buffer = UnsafeRawBufferPointer(rebasing: part)
        var count = write(file.number, buffer.baseAddress, buffer.count)
        while count < 0, errno == EINTR { count = write(file.number, buffer.baseAddress, buffer.count) }
        guard count > 0 else { return 0 }
        filled += Int64(count)
        bytes += Int64(count)
        if isHead { head += Int64(count) }
        return count
    }

    private mutating func startSegment() {
        isHead = false
        if segments.count == Self.segmentsMax { folder.remove(segments.removeFirst().name) }
        let segment = Segment(offset: bytes, name: "\(name).\(bytes)")
        file = try? folder.open(segment.name, O_RDWR | O_CREAT | O_TRUNC)
        filled = 0
        if file != nil { segments.append(segment) }
    }

    /// After a failed write: the tail so far no longer adjoins what comes.
    private mutating func breakOff() {
        isHead = false
        file = nil
        for segment in segments { folder.remove(segment.name) }
        segments = []
    }
}

/// Joining.
extension Capture {
    /// Appends the tail to the head; returns how many bytes are missing between them. Each segment goes as soon as
    /// it was appended; one for which there is no room is given up, which makes room for those after it.
    private mutating func join() -> Int64 {
        while true {
            let dropped = (segments.first?.offset ?? bytes) - head
            if restart(dropped: dropped), appendSegments() { return dropped }
            guard !segments.isEmpty else {
                _ = headFile.map { ftruncate($0.number, off_t(head)) }
                return bytes - head
            }
            folder.remove(segments.removeFirst().name)
        }
    }

    private func restart(dropped: Int64) -> Bool {
        guard let headFile, ftruncate(headFile.number, off_t(head)) == 0,
            lseek(headFile.number, off_t(head), SEEK_SET) == head
        else { return false }
        return dropped == 0 || headFile.writeAll(Array("\n[sweepd: \(dropped) bytes dropped]\n".utf8)) == 0
    }

    private mutating func appendSegments() -> Bool {
        while let segment = segments.first {
            guard append(segment) else { return false }
            folder.remove(segments.removeFirst().name)
        }
        return true
    }

    private func append(_ segment: Segment) -> Bool {
        guard let headFile, let source = try? folder.open(segment.name, O_RDONLY) else { return false }
        while true {
            let count = sendfile(headFile.number, source.number, nil, Int(quarter))
            if count == 0 { return true }
            if count < 0, errno != EINTR { return false }
        }
    }
}
