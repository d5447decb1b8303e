import SweepModel
import TestSupport
import Testing

/// Properties over random values with fixed seeds.
@Suite struct JSONPropertyTests {
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `what is written is read back the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let value = Self.value(depth: 4, using: &random)
            #expect(try JSONParser.parse(value.text()) == value)
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `a record torn anywhere is refused, not believed`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let record = JSONValue.object(["first": Self.value(depth: 3, using: &random), "last": 1])
            let bytes = Array(record.text().utf8)
            for length in 0..<bytes.count {
                #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(bytes[..<length]) }
            }
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `damaged and random bytes never crash the parser`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("{}[]\",:\\u0123456789abcdefNIty.eE+- \n\u{FF}".utf8)
        for _ in 0..<2_000 {
            var bytes = Array(Self.value(depth: 3, using: &random).text().utf8)
            for _ in 0...Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let noise = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                alphabet.randomElement(using: &random)
            }
            for text in [bytes, noise] {
                guard let value = try? JSONParser.parse(text, nonFinite: true) else { continue }
                let again = value.text(nonFinite: .literals)
                #expect(try JSONParser.parse(again, nonFinite: true).text(nonFinite: .literals) == again)
            }
        }
    }

    @Test func `numbers survive to the last bit`() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<5_000 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            let read = try #require(try JSONParser.parse(JSONValue.double(number).text()).doubleValue)
            #expect(read == number)
        }
    }

    @Test func `control characters are escaped and what JSON lacks is a string`() {
        #expect(JSONValue.string("\u{0}\u{1f}\u{7f}\"\\\n\r\té").text() == #""\u0000\u001f\u007f\"\\\n\r\té""#)
        let odd: JSONValue = [.double(.nan), .double(.infinity), .double(-.infinity), 1.0, 1]
        #expect(odd.text() == #"["NaN","Infinity","-Infinity",1.0,1]"#)
        #expect(odd.text(nonFinite: .literals) == "[NaN,Infinity,-Infinity,1.0,1]")
    }

    private static func value(depth: Int, using random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .int(Int64.random(in: .min ... .max, using: &random))
        case 3: .double(Double.random(in: -1e6...1e6, using: &random))
        case 4, 5: .string(text(using: &random))
        case 6: .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth - 1, using: &random) })
        default:
            .object(
                JSONObject(
                    (0..<Int.random(in: 0...4, using: &random)).map { index in
                        ("\(index)" + text(using: &random), value(depth: depth - 1, using: &random))
                    }))
        }
    }

    private static func text(using random: inout SeededGenerator) -> String {
        let letters: [Character] = ["a", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{7f}", "é", "漢", "😀"]
        return String(
            (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in letters.randomElement(using: &random) })
    }
}
