import SweepModel
import TestSupport
import Testing

@Suite struct TimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000_000_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999_000_000, "2024-02-29T23:59:59.999Z"), (-1_000_000, "1969-12-31T23:59:59.999Z"),
            (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000Z"),
            (1_234_567_890_123_456_789, "2009-02-13T23:31:30.123Z"),
        ] as [(Int64, String)])
    func `an instant is written in RFC 3339`(nanoseconds: Int64, text: String) {
        #expect(Instant(nanoseconds: nanoseconds).description == text)
    }

    @Test func `an instant is read as it was written, to the millisecond`() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let milliseconds = Int64.random(in: -2_000_000_000_000...9_000_000_000_000, using: &random)
            let instant = Instant(nanoseconds: milliseconds * 1_000_000)
            #expect(Instant(instant.description) == instant)
        }
        #expect(Instant("1970-01-01T00:00:01Z") == Instant(nanoseconds: 1_000_000_000))
        #expect(Instant("1970-01-01T00:00:00.000000001Z") == Instant(nanoseconds: 1))
    }

    @Test(arguments: [
        "", "Z", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00Z", "aaaa-01-01T00:00:00Z",
        "9999999999999999-01-01T00:00:00Z", "1970-13-01T00:00:00Z", "1970-01-00T00:00:00Z", "1970-01-01T24:00:00Z",
    ])
    func `what is no instant is refused`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func `the first and the last instant can be written and held against each other`() {
        let (first, last) = (Instant(nanoseconds: .min), Instant(nanoseconds: .max))
        #expect(first.description == "1677-09-21T00:12:43.145Z" && last.description.hasPrefix("2262-04-11"))
        #expect(last - first == Span(nanoseconds: .max) && first - last == Span(nanoseconds: .min))
        #expect(last + .seconds(1) == last && first - .seconds(1) == first && first + .seconds(-1) == first)
    }

    @Test func `instants and spans add up`() {
        let start = Instant(nanoseconds: 5)
        #expect(start + .seconds(2) == Instant(nanoseconds: 2_000_000_005))
        #expect((start + .milliseconds(3)) - start == .milliseconds(3))
        #expect(start < start + Span(nanoseconds: 1))
    }

    @Test(
        arguments: [
            ("30s", 30_000), ("1h30m", 5_400_000), ("2d", 172_800_000), ("1.5h", 5_400_000), ("250ms", 250), ("0", 0),
            ("90", 90_000), ("1.5", 1_500), ("1h 30min", 5_400_000), ("1w", 604_800_000),
        ] as [(String, Int64)])
    func `a span is read`(text: String, milliseconds: Int64) {
        #expect(Span(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: ["", " ", "s", "10x", "-5", "-5s", "1h-3m", "nan", "inf", "1e400", "99999999999999h", "1..5s"])
    func `what is no span is refused`(text: String) {
        #expect(Span(text) == nil)
    }

    @Test(
        arguments: [
            (0, "0ms"), (250, "250ms"), (1_540, "1.5s"), (59_999, "59.9s"), (252_000, "4m 12s"), (11_100_000, "3h 5m"),
            (187_200_000, "2d 4h"),
        ] as [(Int64, String)])
    func `a span is written in two units at most`(milliseconds: Int64, text: String) {
        #expect(Span.milliseconds(milliseconds).text == text)
    }
}
