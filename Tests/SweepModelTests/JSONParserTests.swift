import SweepModel
import Testing

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-0", .int(0)), ("-12", -12),
            ("9223372036854775807", .int(.max)), ("9223372036854775808", .double(9.223372036854775808e18)),
            ("1.0", .double(1)), ("1e-5", .double(1e-5)), ("-2.5E+3", .double(-2500)), ("\"\"", ""),
            (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"), (#""\u00e9\ud83d\ude00""#, "é😀"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dA""#, "\u{FFFD}A"), (#""\ude00""#, "\u{FFFD}"), ("\"é😀\"", "é😀"),
            ("[]", []), ("[1, [2]]", [1, [2]]), ("{}", [:]), (#"{"b": 1, "a": {"c": []}}"#, ["b": 1, "a": ["c": []]]),
            ("\t{ \"a\"\n:\r1 }\n", ["a": 1]),
        ] as [(String, JSONValue)])
    func `well-formed text is read`(text: String, value: JSONValue) throws {
        #expect(try JSONParser.parse(text) == value)
        #expect(try JSONParser.parse(Array(text.utf8)) == value)
    }

    @Test(
        arguments: [
            ("", 0), ("  ", 2), ("nul", 0), ("nulls", 4), ("tru", 0), ("01", 2), ("-", 1), ("1.", 2), (".5", 0),
            ("1e", 2), ("+1", 0), ("1 2", 2), ("\"", 1), ("\"a\nb\"", 2), (#""\x""#, 3), (#""\u12""#, 3),
            (#""\u+123""#, 3), ("[", 1), ("[1", 2), ("[1,]", 3), ("[1 2]", 3), ("{", 1), ("{a:1}", 1), ("{\"a\"}", 4),
            ("{\"a\":}", 5), ("{\"a\":1,}", 7), ("]", 0), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1), ("'a'", 0),
        ] as [(String, Int)])
    func `malformed text is refused at the byte where it shows`(text: String, offset: Int) {
        let failure = #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
        #expect(failure?.offset == offset, "\(failure?.message ?? "")")
    }

    @Test func `Python's words for what JSON cannot write are read on request`() throws {
        let value = try JSONParser.parse("[NaN, Infinity, -Infinity, -1]", nonFinite: true)
        let numbers = try #require(value.arrayValue).compactMap(\.doubleValue)
        #expect(numbers[0].isNaN)
        #expect(Array(numbers.dropFirst()) == [.infinity, -.infinity, -1])
    }

    @Test func `text that is not UTF-8 is refused`() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0x5C, 0x6E, 0x80, 0x22]] {
            #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(bytes) }
        }
    }

    @Test func `nesting has a bound`() throws {
        let allowed = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        #expect(try JSONParser.parse(allowed).arrayValue != nil)
        let failure = #expect(throws: JSONParser.Failure.self) {
            try JSONParser.parse(String(repeating: "[", count: 1_000_000))
        }
        #expect(failure?.message == "nested deeper than 128")
    }

    @Test func `of two members with one name the last is seen, and order is kept`() throws {
        let object = try #require(try JSONParser.parse(#"{"z": 1, "a": 2, "z": 3}"#).objectValue)
        #expect(object.names == ["z", "a", "z"])
        #expect(object["z"] == 3)
    }
}
