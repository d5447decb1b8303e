import SweepModel
import TestSupport
import Testing

/// Properties over random expressions with fixed seeds.
@Suite struct ExpressionPropertyTests {
    /// A condition over `a` to `d` as text, with what it must give: known, or nil where it is unknown.
    private struct Sample {
        let text: String
        let holds: ([Int64?]) -> Bool?
    }

    private static func condition(depth: Int, using random: inout SeededGenerator) -> Sample {
        guard depth > 0 else { return comparison(using: &random) }
        let left = condition(depth: depth - 1, using: &random)
        let right = condition(depth: depth - 1, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return Sample(text: "not (\(left.text))") { left.holds($0).map { !$0 } }
        case 1: return Sample(text: "(\(left.text)) and (\(right.text))") { and(left.holds($0), right.holds($0)) }
        case 2:
            return Sample(text: "(\(left.text)) or (\(right.text))") { row in
                and(left.holds(row).map { !$0 }, right.holds(row).map { !$0 }).map { !$0 }
            }
        default: return comparison(using: &random)
        }
    }

    private static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
        left == false || right == false ? false : left == nil || right == nil ? nil : true
    }

    private static func comparison(using random: inout SeededGenerator) -> Sample {
        let places = (0..<3).map { _ in Int.random(in: 0..<4, using: &random) }
        let names = places.map { ["a", "b", "c", "d"][$0] }
        let bound = Int64.random(in: -9...9, using: &random)
        return Sample(text: "\(names[0]) * \(names[1]) - \(bound) <= \(names[2])") { row in
            guard let first = row[places[0]], let second = row[places[1]], let third = row[places[2]] else {
                return nil
            }
            return first * second - bound <= third
        }
    }

    @Test("conditions hold as a direct calculation says, by name and bound", arguments: 1...8 as ClosedRange<UInt64>)
    func oracle(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let sample = Self.condition(depth: 4, using: &random)
            let expression = try Expression(sample.text)
            let bound = expression.bound(to: ["a", "b", "c", "d"])
            for _ in 0..<10 {
                let row = (0..<4).map { _ in
                    Int.random(in: 0..<5, using: &random) > 0 ? Int64.random(in: -5...5, using: &random) : nil
                }
                let values = row.map { JSONValue.optional($0) }
                let expected = sample.holds(row)
                #expect(try bound.holds(values) == expected, "\(sample.text) at \(row)")
                let named = Dictionary(uniqueKeysWithValues: zip(["a", "b", "c", "d"], values))
                #expect(try expression.evaluate { named[$0] } == expected.map(JSONValue.bool) ?? .null)
            }
        }
    }

    @Test("no text crashes, and every fault has its place in the text", arguments: 1...8 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "x", "y.z", "`q r`", "1", "2.5", "1e3", "'t'", "\"u\"", "true", "null", "+", "-", "*", "/", "//", "%", "**",
            "==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in", "(", ")", "[", "]", ",", "min", "log(", "len(",
            " ", "\n", "ä", "😀", "\\", "'", "=",
        ]
        for _ in 0..<3_000 {
            let count = Int.random(in: 1...14, using: &random)
            let text = (0..<count).compactMap { _ in words.randomElement(using: &random) }.joined(separator: " ")
            let columns = 1...text.unicodeScalars.count + 1
            do throws(ExpressionFault) {
                let expression = try Expression(text)
                #expect(expression.check([:]).allSatisfy { columns.contains($0.column) }, "\(text)")
                _ = try expression.evaluate { $0 == "x" ? 3 : $0 == "y.z" ? "t" : nil }
            } catch {
                #expect(columns.contains(error.column) && !error.message.isEmpty, "\(text): \(error)")
            }
        }
    }
}
