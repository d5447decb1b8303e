import SweepModel
import SweepSearch
import Testing

@Suite("Grid")
struct GridTests {
    @Test("the last parameter varies fastest and values keep their written order")
    func order() {
        let search = Search(
            specification: specification(.grid, [("a", .categorical(["x", "y"])), ("b", .categorical([2, 1]))]), seed: 0
        )
        let points = search.materialised().map { $0.values.text() }
        #expect(points == [#"{"a":"x","b":2}"#, #"{"a":"x","b":1}"#, #"{"a":"y","b":2}"#, #"{"a":"y","b":1}"#])
        #expect(search.size == .finite(4))
        #expect(search.total() == 4)
    }

    @Test("any grid equals nested loops over its distinct values", arguments: 0..<40)
    func equalsNestedLoops(seed: UInt64) {
        var numbers = TestNumbers(seed: seed + 1)
        var expected: [[JSONValue]] = [[]]
        var parameters: [(String, Distribution)] = []
        for index in 0..<Int.random(in: 1...4, using: &numbers) {
            let (distribution, values) = Self.randomAxis(&numbers)
            parameters.append(("p\(index)", distribution))
            expected = expected.flatMap { head in values.map { head + [$0] } }
        }
        let search = Search(specification: specification(.grid, parameters), seed: seed)
        #expect(search.materialised().map { $0.values.members.map(\.value) } == expected)
        #expect(search.size == .finite(Int64(expected.count)))
    }

    private static func randomAxis(_ numbers: inout TestNumbers) -> (Distribution, [JSONValue]) {
        let count = Int64.random(in: 1...5, using: &numbers)
        let start = Int64.random(in: -10...10, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: return (.constant(.int(start)), [.int(start)])
        case 1:
            let values = (0..<count).map { JSONValue.int(start + $0) }
            return (.categorical(values + values.reversed()), values)
        case 2: return (.intUniform(min: start, max: start + count), (start...start + count).map(JSONValue.int))
        default:
            let distribution = Distribution.qUniform(
                min: Double(start), max: Double(start + 3 * count), q: 3, integral: true)
            return (distribution, (0..<count).map { .int(start + 3 * $0) })
        }
    }

    @Test("values that are one value run once: 1 and 1.0, but not true and \"1\"")
    func duplicates() {
        let search = Search(
            specification: specification(.grid, [("a", .categorical([1, nil, 1.0, true, "1", nil, 1.5]))]), seed: 0)
        #expect(search.materialised().map(\.values["a"]) == [1.0, nil as JSONValue, true, "1", 1.5])
        #expect(search.size == .finite(5))
    }

    @Test("a quantised range leaves its maximum out, as numpy's arange does")
    func arange() {
        func values(_ min: Double, _ max: Double, _ q: Double, _ integral: Bool) -> [JSONValue?] {
            let distribution = Distribution.qUniform(min: min, max: max, q: q, integral: integral)
            return Search(specification: specification(.grid, [("a", distribution)]), seed: 0).materialised()
                .map { $0.values["a"] }
        }
        #expect(values(0, 10, 5, true) == [0, 5])
        #expect(values(0, 11, 5, true) == [0, 5, 10])
        #expect(values(0.25, 1, 0.25, false) == [0.25, 0.5, 0.75])
    }

    @Test("constants alone are one run")
    func constants() {
        let search = Search(specification: specification(.grid, [("a", .constant(3))]), seed: 0)
        #expect(search.materialised() == [Point(values: ["a": 3])])
    }

    @Test("a grid of 10^12 points is set up at once and reached anywhere")
    func hugeGrid() {
        let axis = Distribution.intUniform(min: 0, max: 999)
        let search = Search(
            specification: specification(.grid, ["a", "b", "c", "d"].map { ($0, axis) }, runCap: 7), seed: 0)
        #expect(search.size == .finite(1_000_000_000_000))
        #expect(search.total() == 7)
        let cursor = SearchCursor(phase: .method, position: 123_456_789_012)
        #expect(search.candidate(from: cursor)?.point.values == ["a": 123, "b": 456, "c": 789, "d": 12])
    }

    @Test("sizes beyond 64 bits saturate", arguments: [(Int64.min, Int64.max, 1), (0, 1 << 40, 2), (0, Int64.max, 1)])
    func saturation(min: Int64, max: Int64, count: Int) {
        let axes = (0..<count).map { ("p\($0)", Distribution.intUniform(min: min, max: max)) }
        let search = Search(specification: specification(.grid, axes), seed: 0)
        #expect(search.size == .huge)
        #expect(search.total() == nil)
        #expect(search.candidate(from: SearchCursor())?.point.values["p0"] == .int(min))
    }

    @Test("two spellings of a letter in Unicode are two values, as they are two arguments")
    func spellings() {
        let values: [JSONValue] = ["caf\u{e9}", "cafe\u{301}", "caf\u{e9}"]
        let grid = Search(specification: specification(.grid, [("x", .categorical(values))]), seed: 0)
        #expect(grid.size == .finite(2))
        #expect(grid.materialised().map { $0.values["x"]?.text().utf8.count } == [7, 8])
        let list = specification(.list, [("x", .constant(1))], points: values.map { Point(values: ["x": $0]) })
        #expect(Search(specification: list, seed: 0).materialised().count == 2)
        var zipped = specification(.grid, [("x", .categorical(values)), ("y", .categorical([1, 1, 1]))])
        zipped.zip = [["x", "y"]]
        #expect(Search(specification: zipped, seed: 0).size == .finite(2))
        var chosen = specification(.grid, [("x", .categorical(Array(values.prefix(2))))])
        chosen.points = [Point(values: ["x": values[1]])]
        #expect(Search(specification: chosen, seed: 0).size == .finite(2))
    }

    @Test("how many runs there are is bounded by the cap, and unknown beyond counting")
    func totals() {
        var wide = specification(.grid, [("x", .intUniform(min: 0, max: .max - 2))])
        #expect(Search(specification: wide, seed: 0).total() == Int64.max - 1)
        #expect(Search(specification: wide, seed: 0).total(more: 2) == nil)
        wide.runCap = 7
        #expect(Search(specification: wide, seed: 0).total(more: .max) == 7)
        wide.runCap = nil
        wide.replicates = Replicates(parameter: nil, values: [0, 1, 2])
        #expect(Search(specification: wide, seed: 0).total() == nil)
    }

    @Test("explicit points that the method has count once, and runs of points that are gone stay what they are")
    func totalsOfEdits() {
        var grid = specification(.grid, [("x", .categorical([1, 3]))])
        grid.replicates = Replicates(parameter: nil, values: [0, 1, 2])
        let search = Search(specification: grid, seed: 0)
        let points = [1, 2, 7, 7.0].map { Point(values: ["x": .double($0)]) }
        #expect(search.total(explicit: []) == 6)
        #expect(search.total(explicit: points) == 12)
        #expect(search.total(explicit: [], had: [(points[0], 3), (points[1], 2)]) == 8)
        #expect(search.total(explicit: points, had: [(points[0], 3), (points[1], 2)]) == 12)
        let list = Search(specification: specification(.list, [("x", .constant(1))]), seed: 0)
        #expect(list.total(explicit: points) == 3)
    }

    @Test("the replicates' parameter stands where the order of the file has it, and moves no other")
    func replicateParameter() {
        var nested = Specification(
            method: .grid,
            parameters: [
                ParameterDefinition(path: ["a", "x"], distribution: .constant(1)),
                ParameterDefinition(path: ["a-b"], distribution: .constant(2)),
                ParameterDefinition(path: ["z"], distribution: .constant(3)),
            ])
        let point = Point(names: nested.parameters.map(\.name), row: [1, 2, 3])
        for (name, expected) in [
            ("seed", ["a.x", "a-b", "seed", "z"]), ("A", ["A", "a.x", "a-b", "z"]), ("zz", ["a.x", "a-b", "z", "zz"]),
        ] {
            nested.replicates = Replicates(parameter: name, values: [7])
            let search = Search(specification: nested, seed: 0)
            #expect(search.parameters(of: point, replicate: 0).names == expected)
        }
    }
}
