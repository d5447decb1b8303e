import SweepModel
import Testing

@testable import SweepRecords

@Suite struct EnvironmentFileTests {
    @Test("what an engine would take for its own variables is never a line of the file")
    func leaks() {
        let entries = [
            EnvironmentEntry("LR", "0.1\n*"), EnvironmentEntry("X", "1\nHO*"), EnvironmentEntry("Y", "\r\nPATH"),
            EnvironmentEntry("*", "1"), EnvironmentEntry("HO*", ""), EnvironmentEntry("#A", "1"),
            EnvironmentEntry(" A", "1"), EnvironmentEntry("A=B", "1"), EnvironmentEntry("", "1"),
            EnvironmentEntry("N\nHOME", "1"), EnvironmentEntry("1A", "x"),
        ]
        #expect(!entries.contains(where: EnvironmentFile.canCarry))
        let text = String(decoding: EnvironmentFile.bytes(entries), as: UTF8.self)
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("# ") })
        #expect(EnvironmentFileReader.entries(Array(text.utf8)) == [])
        #expect(
            String(decoding: EnvironmentFile.exactBytes(entries), as: UTF8.self)
                == entries.map { "\($0.name)=\($0.value)\0" }.joined())
    }

    @Test("the reader refuses what would hand variables on", arguments: ["*", "HO*", "PATH", "=x", "A=1\nB", "A\n"])
    func refused(_ text: String) {
        #expect(EnvironmentFileReader.entries(Array(text.utf8)) == nil)
    }

    @Test("10,000 random values come back from one way or the other, byte for byte")
    func random() throws {
        var generator = Congruence(state: 20)
        let awkward: [Character] = ["\n", "\r", "\"", "'", "#", "*", "=", "\\", " ", "\t", "$", "`", "ü", "\u{1F600}"]
        let entries = (0..<10_000).map { number in
            let value = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? awkward[Int.random(in: 0..<awkward.count, using: &generator)]
                    : Character(UnicodeScalar(UInt8.random(in: 1...126, using: &generator)))
            }
            return EnvironmentEntry("V\(number)", String(value))
        }
        let read = try #require(EnvironmentFileReader.entries(EnvironmentFile.bytes(entries)))
        #expect(read == entries.filter(EnvironmentFile.canCarry))
        let exact = EnvironmentFile.exactBytes(entries).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        #expect(read.count + exact.count == entries.count)
        #expect(exact == entries.filter { !EnvironmentFile.canCarry($0) }.map { "\($0.name)=\($0.value)" })
    }

    /// Knuth's MMIX constants; the upper bits are good enough to mix characters.
    private struct Congruence: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    @Test("a line is as long as every engine reads it, or goes another way")
    func long() throws {
        let (fits, not) = (String(repeating: "x", count: 59_998), String(repeating: "x", count: 59_999))
        #expect(EnvironmentFile.canCarry(EnvironmentEntry("A", fits)))
        #expect(!EnvironmentFile.canCarry(EnvironmentEntry("A", not)))
    }
}
