import Glibc
import SweepModel
import SweepSearch
import Testing

@Suite("Random search")
struct RandomTests {
    @Test("a finite space is enumerated exactly, without a repeat", arguments: 0..<30)
    func enumeratesFiniteSpaces(seed: UInt64) {
        var numbers = TestNumbers(seed: seed + 100)
        let width = Int64.random(in: 1...40, using: &numbers)
        let parameters: [(String, Distribution)] = [
            ("a", .categorical(["x", "y", "x"])),
            ("b", .intUniform(min: -3, max: -3 + width)),
            ("c", .weighted([1, 2, 3], probabilities: [0.99, 0.01, 0])),
            ("d", .qUniform(min: 1, max: 10, q: 3, integral: true)),
        ]
        let search = Search(specification: specification(.random, parameters), seed: seed)
        let points = search.materialised()
        let size = 2 * (width + 1) * 2 * 3
        #expect(search.size == .finite(size))
        #expect(Int64(points.count) == size)
        #expect(Set(points.map(\.key)).count == points.count)
        #expect(Set(points.compactMap(\.values["d"])) == [3, 6, 9])
        #expect(points.allSatisfy { $0.values["c"] != 3 })
    }

    @Test("the same seed gives the same points, another seed others")
    func seeds() {
        let plan = specification(
            .random, [("lr", .logUniformValues(min: 1e-5, max: 1e-1)), ("u", .uniform(min: 0, max: 1))])
        let first = Search(specification: plan, seed: 42).draws(100)
        #expect(first == Search(specification: plan, seed: 42).draws(100))
        #expect(Set(first).isDisjoint(with: Search(specification: plan, seed: 43).draws(100)))
        #expect(Search(specification: plan, seed: 42).size == .unbounded)
        #expect(Search(specification: plan, seed: 42).total() == nil)
    }

    @Test("draws stay what they are: a change of generator or formula would break saved sweeps")
    func golden() {
        let plan = specification(
            .random,
            [
                ("a", .uniform(min: 0, max: 1)), ("b", .intUniform(min: 1, max: 100)),
                ("c", .categorical(["x", "y", "z"])),
            ])
        let texts = Search(specification: plan, seed: 7).draws(3).map { $0.values.text() }
        #expect(texts == Self.goldenDraws)
    }

    private static let goldenDraws = [
        #"{"a":0.7501522221031126,"b":18,"c":"z"}"#, #"{"a":0.7952840373401903,"b":85,"c":"x"}"#,
        #"{"a":0.008453113028331405,"b":67,"c":"z"}"#,
    ]

    @Test("a continuous range is uniform within its bounds (Kolmogorov-Smirnov, 20,000 draws)")
    func uniform() {
        let numbers = Self.numbers(.uniform(min: -2, max: 6))
        #expect(numbers.allSatisfy { -2 <= $0 && $0 < 6 })
        #expect(Self.deviation(numbers) { ($0 + 2) / 8 } < Self.criticalDeviation)
    }

    @Test("a logarithmic range is uniform in the logarithm")
    func logUniform() {
        let numbers = Self.numbers(.logUniformValues(min: 1e-5, max: 1e-1))
        #expect(numbers.allSatisfy { 1e-5 <= $0 && $0 <= 1e-1 })
        #expect(Self.deviation(numbers) { log($0 / 1e-5) / log(1e4) } < Self.criticalDeviation)
    }

    @Test("normal, log-normal and beta draws have their distribution")
    func bellShaped() {
        let normal = Self.numbers(.normal(mu: 3, sigma: 2))
        #expect(Self.deviation(normal) { erfc((3 - $0) / 2 / 2.0.squareRoot()) / 2 } < Self.criticalDeviation)
        let logNormal = Self.numbers(.logNormal(mu: 0, sigma: 0.5))
        #expect(Self.deviation(logNormal) { erfc(-log($0) / 0.5 / 2.0.squareRoot()) / 2 } < Self.criticalDeviation)
        let beta = Self.numbers(.beta(a: 2, b: 1))
        #expect(Self.deviation(beta) { $0 * $0 } < Self.criticalDeviation)
    }

    @Test("quantised values stay within their bounds; as W&B draws them, they do not")
    func quantisedWithinBounds() {
        let coarse = Distribution.qLogUniformValues(min: 1, max: 100, q: 10, integral: true)
        #expect(Set(Self.values(coarse, 2000)) == Set((1...10).map { .int($0 * 10) }))
        var plan = specification(.random, [("x", coarse), ("y", .qUniform(min: 1, max: 10, q: 3, integral: true))])
        plan.wandbStrict = true
        let draws = Search(specification: plan, seed: 1).draws(2000)
        #expect(Set(draws.map { $0.values["x"] }) == Set((0...10).map { .int($0 * 10) }))
        #expect(Set(draws.map { $0.values["y"] }) == [0, 3, 6, 9])
        #expect(Expansion(Search(specification: plan, seed: 1)).map(\.point.key).count == 44)
        let shares = Self.values(.qBeta(a: 2, b: 2, q: 0.25, integral: false), 2000)
        #expect(Set(shares) == [0.0, 0.25, 0.5, 0.75, 1.0])
        let whole = Self.values(.qNormal(mu: 0, sigma: 2, q: 1, integral: true), 500)
        #expect(whole.allSatisfy { $0.intValue != nil } && whole.contains { ($0.intValue ?? 0) < 0 })
    }

    @Test("ranges whose width overflows stay finite")
    func extremes() {
        let widest = Self.numbers(.uniform(min: -1.7e308, max: 1.7e308))
        #expect(widest.allSatisfy { $0.isFinite })
        let integers = Self.values(.intUniform(min: .min, max: .max), 1000).compactMap(\.intValue)
        #expect(integers.count == 1000)
        #expect(integers.contains { $0 < 0 } && integers.contains { $0 > 0 })
        let narrow = Self.numbers(.uniform(min: 1, max: 1.0.nextUp))
        #expect(Set(narrow) == [1])
    }

    @Test("draws are finite where the tails are not")
    func finite() {
        let distributions: [Distribution] = [
            .normal(mu: 1e308, sigma: 1e308), .normal(mu: -1e308, sigma: 1e308),
            .logNormal(mu: 1e308, sigma: 1e308),
            .qNormal(mu: 0, sigma: 1, q: .leastNormalMagnitude / 100, integral: false),
            .qNormal(mu: 1.6e308, sigma: 0, q: 1e308, integral: true),
            .qLogNormal(mu: 709, sigma: 9, q: 1e308, integral: true),
        ]
        for distribution in distributions {
            let draws = Self.values(distribution, 200)
            #expect(draws.allSatisfy { $0.isFinite }, "\(distribution)")
        }
    }

    @Test("integers and categories are equally likely, both ends included (chi-square)")
    func discrete() {
        let integers = Self.values(.intUniform(min: 3, max: 12), 20_000).compactMap(\.intValue)
        #expect(
            Self.chiSquare(integers, expected: Dictionary(uniqueKeysWithValues: (3...12).map { ($0 as Int64, 0.1) }))
                < 27.9)
        let categories = Self.values(.categorical(["a", "b", "a", "c"]), 20_000).compactMap(\.stringValue)
        #expect(Self.chiSquare(categories, expected: ["a": 0.5, "b": 0.25, "c": 0.25]) < 13.8)
    }

    @Test("weights are kept, and a weight of zero is never drawn")
    func weighted() {
        let values = Self.values(.weighted(["z", "a", "b", "y"], probabilities: [0, 0.9, 0.1, 0]), 20_000)
        #expect(Self.chiSquare(values.compactMap(\.stringValue), expected: ["a": 0.9, "b": 0.1]) < 10.8)
    }

    @Test("quantised values are multiples of q within the bounds, halves to even")
    func quantised() {
        let integral = Self.values(.qUniform(min: 1, max: 10, q: 3, integral: true), 5000)
        #expect(Set(integral) == [3, 6, 9])
        let floats = Self.values(.qUniform(min: 0, max: 1, q: 0.25, integral: false), 5000)
        #expect(Set(floats) == [0.0, 0.25, 0.5, 0.75, 1.0])
        let awkward = Self.values(.qUniform(min: 0.1, max: 0.3, q: 0.1, integral: false), 5000).compactMap(
            \.doubleValue)
        #expect(Set(awkward) == [0.1, 0.2, 0.3])
    }

    @Test("a space that repeats itself without being countable is given up in the end")
    func endlessRepeats() {
        let search = Search(
            specification: specification(.random, [("a", .uniform(min: 1, max: 1.0.nextUp))]), seed: 1)
        let cursor = SearchCursor(phase: .method, position: 5_000_000, skips: (1 << 24) - 1)
        #expect(search.cursor(after: cursor, known: true).phase == .exhausted)
        #expect(search.cursor(after: cursor, known: false).phase == .method)
    }

    private static let criticalDeviation = 1.95 / Double(20_000).squareRoot()

    private static func values(_ distribution: Distribution, _ count: Int) -> [JSONValue] {
        Search(specification: specification(.random, [("p", distribution)]), seed: 2024).draws(count)
            .compactMap { $0.values["p"] }
    }

    private static func numbers(_ distribution: Distribution) -> [Double] {
        values(distribution, 20_000).compactMap(\.doubleValue)
    }

    /// The largest distance between the empirical distribution and `cumulative`.
    private static func deviation(_ numbers: [Double], _ cumulative: (Double) -> Double) -> Double {
        let count = Double(numbers.count)
        return numbers.sorted().enumerated().map { index, number in
            max(abs(cumulative(number) - Double(index) / count), abs(cumulative(number) - Double(index + 1) / count))
        }.max() ?? 1
    }

    private static func chiSquare<Value: Hashable>(_ values: [Value], expected: [Value: Double]) -> Double {
        let counts = Dictionary(grouping: values) { $0 }.mapValues { Double($0.count) }
        guard Set(counts.keys).isSubset(of: expected.keys) else { return .infinity }
        return expected.reduce(0) { sum, entry in
            let mean = entry.value * Double(values.count)
            let distance = (counts[entry.key] ?? 0) - mean
            return sum + distance * distance / mean
        }
    }
}
