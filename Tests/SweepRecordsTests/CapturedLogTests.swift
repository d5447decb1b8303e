import SweepModel
import SweepRecords
import Testing

@Suite("Captured logs")
struct CapturedLogTests {
    private let scratch: Scratch
    private let places: AttemptLayout
    private let folder: String

    init() throws {
        scratch = try Scratch()
        places = layout(in: scratch)
        folder = String(places.records.dropFirst(scratch.path.count + 1))
    }

    private func log(_ record: CaptureRecord? = nil) -> CapturedLog {
        CapturedLog(.standardOutput, in: places, bytesMax: 64 << 10, record: record)
    }

    /// The byte at an offset of the stream that these tests capture.
    private func stream(_ range: Range<Int>) -> [UInt8] { range.map { UInt8(ascii: "a") + UInt8($0 % 26) } }

    private func readAll(_ log: CapturedLog, step: Int = 5_000) throws -> (bytes: [UInt8], dropped: Int64) {
        var bytes: [UInt8] = []
        var (offset, dropped): (Int64, Int64) = (0, 0)
        while true {
            let piece = try log.read(from: offset, max: step)
            bytes += piece.bytes
            dropped += piece.droppedBefore
            if piece.bytes.isEmpty { return (bytes, dropped) }
            offset = piece.next
        }
    }

    @Test("a short stream is one file")
    func short() throws {
        try scratch.write(folder + "/stdout.log", bytes: stream(0..<100))
        #expect(try log().read(from: 10, max: 5) == .init(bytes: stream(10..<15), next: 15, droppedBefore: 0))
        #expect(try readAll(log()).bytes == stream(0..<100))
        #expect(try log().read(from: 100, max: 5).bytes.isEmpty)
    }

    @Test("head and segments are one stream while the program runs")
    func segments() throws {
        let quarter = 16 << 10
        try scratch.write(folder + "/stdout.log", bytes: stream(0..<quarter))
        try scratch.write(folder + "/stdout.log.\(quarter)", bytes: stream(quarter..<2 * quarter))
        try scratch.write(folder + "/stdout.log.\(2 * quarter)", bytes: stream(2 * quarter..<40_000))
        let all = try readAll(log())
        #expect(all.bytes == stream(0..<40_000))
        #expect(all.dropped == 0)
    }

    @Test("what was dropped between head and segments is told")
    func gap() throws {
        let quarter = 16 << 10
        try scratch.write(folder + "/stdout.log", bytes: stream(0..<quarter))
        try scratch.write(folder + "/stdout.log.100000", bytes: stream(100_000..<110_000))
        let all = try readAll(log())
        #expect(all.bytes == stream(0..<quarter) + stream(100_000..<110_000))
        #expect(all.dropped == Int64(100_000 - quarter))
        let piece = try log().read(from: 50_000, max: 3)
        #expect(piece == .init(bytes: stream(100_000..<100_003), next: 100_003, droppedBefore: 50_000))
    }

    @Test("offsets stay the same after head and tail are joined", arguments: [true, false])
    func joined(hasRecord: Bool) throws {
        let quarter = 16 << 10
        let dropped = 100_000 - quarter
        let notice = Array("\n[sweepd: \(dropped) bytes dropped]\n".utf8)
        try scratch.write(folder + "/stdout.log", bytes: stream(0..<quarter) + notice + stream(100_000..<110_000))
        let record = CaptureRecord(bytes: 110_000, dropped: Int64(dropped), head: Int64(quarter))
        let log = log(hasRecord ? record : nil)
        let all = try readAll(log)
        #expect(all.bytes == stream(0..<quarter) + stream(100_000..<110_000))
        #expect(all.dropped == Int64(dropped))
        #expect(
            try log.read(from: 105_000, max: 4)
                == .init(
                    bytes: stream(105_000..<105_004), next: 105_004, droppedBefore: 0))
    }

    @Test("a whole stream longer than its head is joined without a notice")
    func joinedWhole() throws {
        try scratch.write(folder + "/stdout.log", bytes: stream(0..<50_000))
        #expect(try readAll(log()).bytes == stream(0..<50_000))
        #expect(try readAll(log(CaptureRecord(bytes: 50_000, dropped: 0, head: 50_000))).bytes == stream(0..<50_000))
    }

    @Test("an end that could not be kept is told")
    func lostEnd() throws {
        try scratch.write(folder + "/stdout.log", bytes: stream(0..<10))
        let log = log(CaptureRecord(bytes: 500, dropped: 490, head: 10))
        #expect(try log.read(from: 10, max: 5) == .init(bytes: [], next: 500, droppedBefore: 490))
    }

    @Test(
        "the last line is plain and short",
        arguments: [
            ("one\ntwo\n\n  \n", "two"),
            ("10%\r20%\r", "20%"),
            ("\u{1B}[31mred\u{1B}[0m alert\u{07}\n", "red alert"),
            ("tab\there\u{202E}x", "tab herex"),
            (String(repeating: "z", count: 600), String(repeating: "z", count: 500)),
        ])
    func lastLine(text: String, expected: String) throws {
        try scratch.write(folder + "/stdout.log", text)
        #expect(log().lastLine() == expected)
    }

    @Test("the last line may begin in one segment and end in the next")
    func lastLineAcrossSegments() throws {
        let quarter = 16 << 10
        try scratch.write(folder + "/stdout.log", String(repeating: "\n", count: quarter - 6) + "ValueE")
        try scratch.write(folder + "/stdout.log.\(quarter)", "rror: no\n")
        #expect(log().lastLine() == "ValueError: no")
    }

    @Test("there is no last line of nothing")
    func noLastLine() throws {
        #expect(log().lastLine() == nil)
        try scratch.write(folder + "/stdout.log", "\n\n")
        #expect(log().lastLine() == nil)
    }
}
