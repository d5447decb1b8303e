import SweepModel
import Testing
import TestSupport

@Suite("Points, each once")
struct PointSetTests {
    @Test("a point is in it once, however its numbers are written and its members ordered")
    func sameness() {
        var set = PointSet()
        #expect(set.isEmpty)
        let points: [JSONObject] = [
            ["a": 1, "b": [2.5, "x"]], ["b": [2.5, "x"], "a": 1.0], ["a": true, "b": [2.5, "x"]], [:], [:],
        ]
        let areNew = points.map { set.insert(Point(values: $0)) }
        #expect(areNew == [true, false, true, true, false])
        #expect(set.count == 3)
    }

    @Test("it tells points apart as a set of their keys does", arguments: 1...20)
    func keys(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var keys: Set<String> = []
        var set = PointSet()
        for _ in 0..<3_000 {
            let number = Int64.random(in: -300...300, using: &generator)
            let value: JSONValue = Bool.random(using: &generator) ? .int(number) : .double(Double(number) / 2)
            let point = Point(values: ["x": value, "y": .string("\(number % 3)")])
            let isNew = set.insert(point)
            #expect(isNew == keys.insert(point.key).inserted)
        }
        #expect(set.count == keys.count)
    }
}
