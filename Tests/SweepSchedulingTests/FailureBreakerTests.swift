import SweepModel
import SweepScheduling
import Testing

/// Ends of runs one after the other, a second apart: `a0-` is a run of sweep `a` that fails at once on card 0, `a1+` one
/// that does well on card 1, `a1~` one that fails there after ten minutes, `a0?` one that was lost, `a01-` one that had
/// both cards. `a1+8` began 8 seconds before it ended.
@Suite struct FailureBreakerTests {
    private static let cases: [(name: String, ends: String, drained: [Int])] = [
        ("a card that fails what does well elsewhere meanwhile", "a0- a1+ a0- a0-", [0]),
        ("the same where the others take longer", "a0- a0- a0- a0- a1+ a0-", [0]),
        ("a failure after long work is well enough", "a0- a0- a0- a1~ a0-", [0]),
        ("what began before the failures says nothing", "a1+ a0- a0- a0- a1+30 a0-", []),
        ("neither does what did well before them", "a0+ a1+ a0- a0- a0- a0-", []),
        ("nor what does well when all is well again", "a0- a0- a0- a1- a1- a1- a1+ a0+ a1+", []),
        ("a program that is broken", "a0- a1- a0- a1- a0- a1- a0- a1-", []),
        ("three typos on one card", "a0- b0- c0-", []),
        ("one card for ever", String(repeating: "a0- ", count: 40), []),
        (
            "a data server is down: three sweeps on eight cards that did well before",
            "a0+ b1+ c2+ a3+ b4+ c5+ a6+ b7+ a0- b1- c2- a3- b4- c5- a6- b7- a1- b0- c0- a2- b3- c4- a5- b6- c7- "
                + "c0- a0- b0- a1- b1- c1- a7+600 b6+600 a0- b0- c0-", []
        ),
        ("several sweeps that fail on one card and do well elsewhere", "a0- b0- c0- a1+ b2+ c1+ a0- b0-", [0]),
        ("the third sweep fails elsewhere too", "a0- b0- c0- a1+ b1+ c1- c0-", []),
        ("only the latest failures count", "a0- a0- a0- a1- a2+ a0- a2+ a0-", []),
        ("one sick card after the other", "a0- a2+ a0- a0- a1- a2+ a1- a1-", [0, 1]),
        ("a card on which something does well now and then", "a0- a1+ a0- b0+ a0- a1+ a0- b0~ a0-", []),
        ("lost ones neither count nor clear", "a0- a1+ a0- a0? a01- a0-", [0]),
        ("it is told again until it is drained", "a0- a1+ a0- a0- a0-", [0, 0]),
    ]

    @Test(arguments: cases)
    func `a card is drained where it alone fails`(name: String, ends: String, drained: [Int]) throws {
        var breaker = FailureBreaker()
        var found: [Int] = []
        for (second, text) in ends.split(separator: " ").enumerated() {
            let end = try #require(Self.end(text, at: Instant(nanoseconds: 0) + .seconds(Int64(1000 + second))))
            if let device = breaker.take(end)?.device { found.append(Int(device.text.dropFirst(4)) ?? -1) }
        }
        #expect(found == drained, "\(name): \(ends)")
    }

    private static func end(_ text: Substring, at: Instant) -> FailureBreaker.End? {
        guard let name = text.first, let sign = text.firstIndex(where: { "+-~?".contains($0) }) else { return nil }
        let devices = text.dropFirst().prefix(while: \.isNumber).map { DeviceID("GPU-\($0)") }
        let outcomes: [Character: Outcome] = [
            "+": .exited(code: 0), "-": .exited(code: 1), "~": .exited(code: 1), "?": .lost,
        ]
        guard let outcome = outcomes[text[sign]] else { return nil }
        let ago = Span.seconds(Int64(text[text.index(after: sign)...]) ?? 0)
        let began = Instant(nanoseconds: at.nanoseconds - ago.nanoseconds)
        return FailureBreaker.End(
            SweepID("\(name)"), on: devices, outcome, began: began, after: text[sign] == "~" ? .seconds(600) : ago)
    }

    @Test func `a card that is put to use again starts anew, and so does a sweep that is forgotten`() throws {
        var breaker = FailureBreaker()
        func take(_ text: String, at second: Int64) throws -> DeviceID? {
            breaker.take(try #require(Self.end(text[...], at: Instant(nanoseconds: 0) + .seconds(second))))?.device
        }
        #expect(try [take("a0-", at: 1), take("a1+", at: 2), take("a0-", at: 3)] == [nil, nil, nil])
        #expect(try take("a0-", at: 4) == DeviceID("GPU-0"))
        breaker.forgive(DeviceID("GPU-0"))
        #expect(try [take("a0-", at: 5), take("a1+", at: 6), take("a0-", at: 7)] == [nil, nil, nil])
        breaker.forget(SweepID("a"))
        #expect(try take("a0-", at: 8) == nil)
    }
}
