import SweepModel
import SweepSearch
import Testing

/// Small random spaces of all kinds, beside an enumeration that is too plain to be wrong.
@Suite("Spaces")
struct SpaceTests {
    /// A random specification over values 0 to 3, its parameters sorted by name.
    private struct Sample {
        var specification: Specification

        init(seed: UInt64, method: Specification.Method) throws {
            var numbers = TestNumbers(seed: seed)
            let count = Int.random(in: 1...4, using: &numbers)
            let isZipped = count > 2 && Bool.random(using: &numbers)
            var parameters: [ParameterDefinition] = []
            for place in 0..<count {
                let isMember = isZipped && place < 2
                let length = isMember ? 3 : Int.random(in: 1...4, using: &numbers)
                let values = (0..<length).map { _ in JSONValue.int(.random(in: 0...3, using: &numbers)) }
                let other = Int.random(in: 0..<count, using: &numbers)
                let isConditional = !isMember && other < place && Bool.random(using: &numbers)
                let when = isConditional ? [Condition(name: "p\(other)", values: [1, 2])] : nil
                parameters.append(
                    ParameterDefinition(path: ["p\(place)"], distribution: .categorical(values), when: when))
            }
            specification = Specification(method: method, parameters: parameters)
            if isZipped { specification.zip = [["p0", "p1"]] }
            if Bool.random(using: &numbers) {
                specification.constraints = [try Expression("p0 + p\(count - 1) <= 4 and p0 != 3")]
            }
            if Bool.random(using: &numbers) {
                specification.replicates = Replicates(parameter: "seed", values: [7, 8])
            }
            specification.order = Bool.random(using: &numbers) ? .shuffled : .written
        }

        /// Keys of all points, by nested loops over all values.
        var keys: Set<String> {
            var rows: [[JSONValue?]] = [[]]
            for (place, parameter) in specification.parameters.enumerated() {
                guard case .categorical(let values) = parameter.distribution else { return [] }
                rows = rows.flatMap { row in values.map { row + [$0] } }
                if place == 1, !specification.zip.isEmpty { rows = rows.filter(isTogether) }
            }
            return Set(rows.map(settled).filter(isFeasible).map { Point(values: object($0)).key })
        }

        private func isTogether(_ row: [JSONValue?]) -> Bool {
            guard case .categorical(let first) = specification.parameters[0].distribution,
                case .categorical(let second) = specification.parameters[1].distribution
            else { return false }
            return first.indices.contains { first[$0] == row[0] && second[$0] == row[1] }
        }

        /// Conditions name earlier parameters alone, so that one pass is enough.
        private func settled(_ row: [JSONValue?]) -> [JSONValue?] {
            var row = row
            for (place, parameter) in specification.parameters.enumerated() {
                for condition in parameter.when ?? [] {
                    let other = specification.parameters.firstIndex { $0.name == condition.name } ?? 0
                    if row[other].map(condition.values.contains) != true { row[place] = nil }
                }
            }
            return row
        }

        private func isFeasible(_ row: [JSONValue?]) -> Bool {
            guard !specification.constraints.isEmpty else { return true }
            let (first, last) = (row.first??.intValue, row.last??.intValue)
            if let first, let last { return first + last <= 4 && first != 3 }
            return first != 3
        }

        private func object(_ row: [JSONValue?]) -> JSONObject {
            JSONObject(
                zip(specification.parameters, row).compactMap { parameter, value in value.map { (parameter.name, $0) } }
            )
        }
    }

    @Test(
        "every point comes once and none is missing, for every method",
        arguments: 0..<100 as Range<UInt64>, [.grid, .random, .sobol] as [Specification.Method])
    func whole(seed: UInt64, method: Specification.Method) throws {
        let sample = try Sample(seed: seed &* 7919 &+ 1, method: method)
        let search = Search(specification: sample.specification, seed: seed)
        let keys = sample.keys
        let replicates = sample.specification.replicates?.values.count ?? 1
        let runs = Array(Expansion(search))
        #expect(Set(runs.map(\.point.key)) == keys)
        #expect(runs.count == keys.count * replicates)
        #expect(search.size == .finite(Int64(keys.count)))
        #expect(search.total() == Int64(keys.count * replicates))
        for run in runs where replicates > 1 { #expect(run.parameters["seed"] == .int(7 + Int64(run.replicate))) }
    }

    @Test("a look that is cut short goes on as if it had not been", arguments: 0..<40 as Range<UInt64>)
    func resumable(seed: UInt64) throws {
        let method: Specification.Method = seed % 2 == 0 ? .grid : .random
        let sample = try Sample(seed: seed &* 104_729 &+ 3, method: method)
        let search = Search(specification: sample.specification, seed: seed)
        let whole = Array(Expansion(search)).map { "\($0.point.key) \($0.replicate)" }
        var (cursor, pieces, known) = (SearchCursor(), [] as [String], Set<String>())
        loop: for _ in 0..<100_000 {
            switch search.next(from: cursor, limit: 1) {
            case .exhausted: break loop
            case .unfinished(let place): cursor = place
            case .explicit: Issue.record("there are no explicit points")
            case .point(let point, let place):
                let isNew = known.insert("\(point.key) \(place.replicate)").inserted
                if isNew { pieces.append("\(point.key) \(place.replicate)") }
                cursor = search.cursor(after: place, known: !isNew)
            }
        }
        #expect(pieces == whole)
    }

    @Test("what is inactive is stepped over at once, however many values it has")
    func inactive() {
        var plan = Specification(
            method: .grid,
            parameters: [
                ParameterDefinition(
                    path: ["a"], distribution: .intUniform(min: 1, max: 1_000_000_000),
                    when: [Condition(name: "z", values: ["sgd"])]),
                ParameterDefinition(path: ["z"], distribution: .categorical(["adam", "sgd"])),
            ])
        plan.runCap = 3
        let runs = Expansion(Search(specification: plan, seed: 1), limit: 3).prefix(3).map { $0.point.values }
        #expect(runs == [["z": "adam"], ["a": 1, "z": "sgd"], ["a": 2, "z": "sgd"]])
    }

    @Test(
        "a constraint that hardly any point fulfils costs a bounded look",
        arguments: [.grid, .random, .sobol] as [Specification.Method])
    func sparse(method: Specification.Method) throws {
        var plan = specification(
            method, [("a", .intUniform(min: 1, max: 200)), ("b", .intUniform(min: 1, max: 200))])
        plan.constraints = [try Expression("a == 117 and b == 188")]
        let search = Search(specification: plan, seed: 4)
        guard case .unfinished(let cursor) = search.next(from: SearchCursor(), limit: 1000) else {
            Issue.record("expected to need more than 1000 looks")
            return
        }
        #expect(cursor != SearchCursor())
        #expect(Expansion(search).map(\.point.values) == [["a": 117, "b": 188]])
    }

    @Test("a constraint that most draws break leaves the others their distribution")
    func distributionUnderConstraint() throws {
        let wide = Distribution.qLogUniformValues(min: 1, max: 1e9, q: 1, integral: true)
        var plan = specification(.random, [("x", wide)])
        plan.constraints = [try Expression("x % 5000 == 0")]
        let numbers = Search(specification: plan, seed: 3).materialised(limit: 15)
            .compactMap { $0.values["x"]?.doubleValue }.sorted()
        // Uniform in the logarithm from 5000 to 1e9, the median is near 2.2e6; uniform, it would be 5e8.
        #expect(numbers.count == 15 && numbers[7] < 1e8, "\(numbers)")
    }

    @Test("what a look costs is that of parameters, conditions and constraints, and bounds counting")
    func cost() throws {
        var plan = specification(.grid, [("x", .intUniform(min: 1, max: 50_000))])
        plan.constraints = [try Expression("x > 0")]
        let cheap = Search(specification: plan, seed: 0)
        #expect(cheap.cost == 2 + plan.constraints[0].nodeCount && cheap.size == .finite(50_000))
        #expect(cheap.looks(costing: 4 * cheap.cost + 1) == 4 && cheap.looks(costing: 1) == 1)
        plan.constraints += [try Expression(Array(repeating: "x", count: 1000).joined(separator: " + ") + " > 0")]
        #expect(Search(specification: plan, seed: 0).size == .huge)
        guard case .sampled(let feasible, let looks) = Feasibility(plan) else {
            Issue.record("expected a sample")
            return
        }
        #expect(feasible == looks && looks < 1000)
    }

    @Test("a chain of ten thousand conditions is ordered at once, whichever way it is written")
    func longChain() {
        let names = (0..<10_000).map { "p\($0)" }
        func chain(_ needed: (Int) -> Int) -> Specification {
            let parameters = names.indices.map { index in
                let other = needed(index)
                let when = names.indices.contains(other) ? [Condition(name: names[other], values: [1])] : nil
                return ParameterDefinition(path: [names[index]], distribution: .categorical([1, 2]), when: when)
            }
            return Specification(method: .grid, parameters: parameters)
        }
        for plan in [chain { $0 - 1 }, chain { $0 + 1 }] {
            let first = Search(specification: plan, seed: 0).point(at: 0)
            #expect(first?.values.members.count == 10_000)
        }
    }

    @Test("a space without a feasible point ends as exhausted")
    func infeasible() throws {
        var plan = specification(.random, [("a", .categorical([1, 2, 3]))])
        plan.constraints = [try Expression("a > 3")]
        #expect(Array(Expansion(Search(specification: plan, seed: 1))).isEmpty)
        #expect(Search(specification: plan, seed: 1).size == .finite(0))
    }

    @Test("a constraint that faults at a point is broken there; one on what is inactive is not")
    func faults() throws {
        var plan = specification(.grid, [("a", .categorical([0, 1, 2]))])
        plan.constraints = [try Expression("4 / a >= 2"), try Expression("b < 1")]
        #expect(Expansion(Search(specification: plan, seed: 1)).map { $0.point.values["a"] } == [1, 2])
    }
}
