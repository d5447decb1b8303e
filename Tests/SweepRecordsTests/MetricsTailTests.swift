import Glibc
import SweepModel
import SweepRecords
import Testing

@Suite("Following the metrics file")
struct MetricsTailTests {
    @Test("only what is new is read")
    func grows() throws {
        let scratch = try Scratch()
        var tail = MetricsTail(path: scratch.path + "/m")
        #expect(try tail.read().bytes.isEmpty)
        try scratch.write("m", "one\n")
        #expect(try tail.read().bytes == Array("one\n".utf8))
        let file = try #require(fopen(scratch.path + "/m", "a"))
        fputs("two\n", file)
        fclose(file)
        let piece = try tail.read(max: 2)
        #expect(piece.bytes == Array("tw".utf8))
        #expect(piece.more && !piece.restarted)
        #expect(try tail.read().bytes == Array("o\n".utf8))
        #expect(tail.offset == 8)
    }

    @Test("a file that shrank or was replaced is read from its beginning")
    func restarts() throws {
        let scratch = try Scratch()
        try scratch.write("m", "a long first text\n")
        var tail = MetricsTail(path: scratch.path + "/m")
        _ = try tail.read()
        try #require(truncate(scratch.path + "/m", 2) == 0)
        var piece = try tail.read()
        #expect(piece.restarted && piece.bytes.count == 2)
        try scratch.write("n", "another file\n")
        try #require(rename(scratch.path + "/n", scratch.path + "/m") == 0)
        piece = try tail.read()
        #expect(piece.restarted && piece.bytes == Array("another file\n".utf8))
    }

    @Test("a pipe, a folder and a link are refused without waiting")
    func refused() throws {
        let scratch = try Scratch()
        try #require(mkfifo(scratch.path + "/pipe", 0o600) == 0)
        try #require(mkdir(scratch.path + "/folder", 0o700) == 0)
        try scratch.link("link", to: "/etc/passwd")
        for name in ["pipe", "folder", "link"] {
            var tail = MetricsTail(path: scratch.path + "/" + name)
            #expect(throws: Fault.self) { try tail.read() }
        }
    }
}
