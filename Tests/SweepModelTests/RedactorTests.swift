import SweepModel
import TestSupport
import Testing

/// Secrets taken out of streams.
@Suite struct RedactorTests {
    private static func redact(_ bytes: [UInt8], _ secrets: [Secret], cuts: [Int]) -> [UInt8] {
        guard var redactor = Redactor(secrets) else { return bytes }
        var (result, start): ([UInt8], Int) = ([], 0)
        for cut in cuts.sorted() + [bytes.count] {
            result += bytes[start..<cut].withUnsafeBytes { redactor.take($0) }
            start = cut
        }
        return result + redactor.finish()
    }

    /// Every byte that any occurrence of any needle covers, found one needle and one place at a time.
    private static func naive(_ bytes: [UInt8], _ needles: [[UInt8]]) -> [UInt8] {
        var isSecret = [Bool](repeating: false, count: bytes.count)
        for needle in needles where needle.count <= bytes.count {
            for start in 0...(bytes.count - needle.count) where Array(bytes[start..<start + needle.count]) == needle {
                for place in start..<start + needle.count { isSecret[place] = true }
            }
        }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !isSecret[index] {
                result.append(byte)
            } else if index == 0 || !isSecret[index - 1] {
                result += Array("***".utf8)
            }
        }
        return result
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `what is left of a stream does not depend on where it is cut, and is what a naive search leaves`(seed: UInt64)
    {
        var random = SeededGenerator(seed: seed)
        // Two letters and short distances, so that secrets overlap themselves and each other.
        func word(_ length: Int, _ random: inout SeededGenerator) -> [UInt8] {
            (0..<length).map { _ in Bool.random(using: &random) ? 0x61 : 0x62 }
        }
        let values = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            word(Int.random(in: 8...12, using: &random), &random)
        }
        var stream: [UInt8] = []
        for _ in 0..<20 {
            let isSecret = Bool.random(using: &random)
            let piece = isSecret ? values.randomElement(using: &random) ?? [] : word(5, &random)
            stream += Bool.random(using: &random) ? piece : Array(piece.dropLast(Int.random(in: 0...3, using: &random)))
        }
        let secrets = values.map { Secret(name: "S", value: String(decoding: $0, as: UTF8.self)) }
        let cuts = (0..<Int.random(in: 0...40, using: &random)).map { _ in
            Int.random(in: 0...stream.count, using: &random)
        }
        let left = Self.redact(stream, secrets, cuts: cuts)
        // The letters are too few for base64 of these values to come up.
        #expect(left == Self.naive(stream, values))
        #expect(left == Self.redact(stream, secrets, cuts: Array(0...stream.count)))
    }

    private static let value = "pa/ss wörd+\"7\\x~"

    @Test(arguments: [
        "pa/ss wörd+\"7\\x~", "pa%2Fss%20w%C3%B6rd%2B%227%5Cx~", "pa%2fss%20w%c3%b6rd%2b%227%5cx~",
        "pa%2Fss+w%C3%B6rd%2B%227%5Cx~", "pa/ss%20w%C3%B6rd%2B%227%5Cx~", #"pa/ss wörd+\"7\\x~"#,
        #"pa/ss w\u00f6rd+\"7\\x~"#,
        "cGEvc3Mgd8O2cmQrIjdceH4=", "cGEvc3Mgd8O2cmQrIjdceH4",
    ])
    func `a value is found in each of its forms`(form: String) throws {
        let redactor = try #require(Redactor([Secret(name: "S", value: Self.value)]))
        #expect(redactor.redacted("before \(form) after") == "before *** after")
    }

    @Test(arguments: ["user:", "ab", "a", ""]) func `a value is found within longer text in base64`(before: String)
        throws
    {
        let value = "correct-horse"
        let redactor = try #require(Redactor([Secret(name: "S", value: value)]))
        let whole = Self.base64(Array((before + value + "!").utf8))
        let left = redactor.redacted(whole)
        #expect(left.contains("***"), "\(whole): \(left)")
        #expect(left.count <= 3 + 2 * before.count + 5, "\(whole): \(left)")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        while bits.count % 6 != 0 { bits.append(0) }
        return String(
            stride(from: 0, to: bits.count, by: 6).map { letters[bits[$0..<$0 + 6].reduce(0) { $0 * 2 + Int($1) }] })
    }

    @Test func `the lines of a value of several lines are found one by one`() throws {
        let redactor = try #require(Redactor([Secret(name: "KEY", value: "-----BEGIN-----\nabcdefghij\nshort\n")]))
        #expect(redactor.redacted("> abcdefghij\n> short") == "> ***\n> short")
    }

    @Test func `nothing is held back that no secret can begin with`() throws {
        var redactor = try #require(Redactor([Secret(name: "S", value: "topsecret")]))
        #expect(Array("loss 1\nto".utf8).withUnsafeBytes { redactor.take($0) } == Array("loss 1\n".utf8))
        #expect(Array("day".utf8).withUnsafeBytes { redactor.take($0) } == Array("today".utf8))
        #expect(redactor.finish() == [])
    }

    @Test func `where there is no secret there is no redactor`() {
        #expect(Redactor([]) == nil)
    }

    @Test func `a secret shows its name alone, however it is printed`() {
        let secret = Secret(name: "TOKEN", value: "topsecret")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
            #expect(text.contains("TOKEN") && !text.contains("topsecret"), "\(text)")
        }
    }

    @Test(arguments: [
        ("topsecret\n", "topsecret"), ("topsecret\r\n", "topsecret"), ("topsecret", "topsecret"),
        ("line one\nline two\n", "line one\nline two\n"),
    ])
    func `of a single line the end is no part of a value`(input: String, value: String) throws {
        #expect(try Secret(name: "S", input: Array(input.utf8)).value == value)
    }

    @Test(arguments: ["short12", "short12\n", "", "with\0zero byte"])
    func `what could not be kept out of output is no secret`(input: String) {
        #expect(throws: Fault.self) { try Secret(name: "S", input: Array(input.utf8)) }
    }
}
