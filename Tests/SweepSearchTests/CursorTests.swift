import SweepModel
import SweepSearch
import Testing

@Suite("Cursor")
struct CursorTests {
    private static let explicit = [Point(values: ["a": 9]), Point(values: ["a": 2]), Point(values: ["a": 9.0])]

    @Test("explicit points come first and count once")
    func pointsFirst() {
        let search = Search(
            specification: specification(.grid, [("a", .categorical([1, 2, 3]))], points: Self.explicit), seed: 0)
        #expect(search.materialised().map(\.values["a"]) == [9, 2, 1, 3])
        #expect(search.size == .finite(4))
    }

    @Test("a list is its points")
    func list() {
        let search = Search(specification: specification(.list, [("a", .constant(1))], points: Self.explicit), seed: 0)
        #expect(search.materialised().count == 2)
        #expect(search.size == .finite(2))
    }

    @Test("without points or parameters nothing or one empty point is left")
    func empty() {
        let list = Search(specification: specification(.list, []), seed: 0)
        #expect(list.next(from: SearchCursor(), limit: 1) == .exhausted(SearchCursor(phase: .exhausted)))
        #expect(list.size == .finite(0))
        let grid = Search(specification: specification(.grid, []), seed: 0)
        #expect(grid.materialised() == [Point(values: [:])])
    }

    @Test("a search goes on from a saved cursor as if it had never stopped")
    func resumable() {
        let parameters: [(String, Distribution)] = [
            ("a", .categorical(["x", "y", "z"])), ("b", .intUniform(min: 1, max: 5)),
        ]
        let plan = specification(.random, parameters, points: [Point(values: ["a": "x", "b": 3])])
        let whole = Search(specification: plan, seed: 11).materialised()
        var cursor = SearchCursor()
        var keys: Set<String> = []
        var pieces: [Point] = []
        while let (point, place) = Search(specification: plan, seed: 11).candidate(from: cursor, explicit: plan.points)
        {
            let known = !keys.insert(point.key).inserted
            if !known { pieces.append(point) }
            cursor = Search(specification: plan, seed: 11).cursor(after: place, known: known)
        }
        #expect(pieces == whole)
        #expect(cursor.phase == .exhausted)
        #expect(Search(specification: plan, seed: 11).cursor(after: cursor, known: false) == cursor)
    }

    @Test("a returned cursor has a candidate until it is exhausted")
    func settledCursors() {
        let search = Search(
            specification: specification(.random, [("a", .categorical([1, 2]))], points: Self.explicit), seed: 3)
        var cursor = SearchCursor()
        var steps = 0
        while cursor.phase != .exhausted, steps < 1000 {
            #expect(search.candidate(from: cursor, explicit: Self.explicit) != nil)
            cursor = search.cursor(after: cursor, known: steps > 4)
            steps += 1
        }
        #expect(search.candidate(from: cursor, explicit: Self.explicit) == nil)
    }

    @Test("the seed of a run depends on sweep seed, point and replicate, and on nothing else")
    func runSeeds() {
        let plan = specification(.list, [])
        let search = Search(specification: plan, seed: 7)
        let key = Point(values: ["lr": 0.1]).key
        #expect(
            search.runSeed(pointKey: key, replicate: 0)
                == Search(specification: plan, seed: 7).runSeed(pointKey: key, replicate: 0))
        var seeds: Set<UInt32> = []
        for seed in 0..<10 as Range<UInt64> {
            for index in 0..<10 {
                let search = Search(specification: plan, seed: seed)
                for replicate in 0..<10 { seeds.insert(search.runSeed(pointKey: "\(index)", replicate: replicate)) }
            }
        }
        #expect(seeds.count == 1000)
    }
}
