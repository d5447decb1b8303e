import SweepModel
import SweepSpecs
import Testing

@Suite("Relations of parameters")
struct RelationTests {
    private static let parameters =
        "{optimizer: {values: [sgd, adam]}, momentum: {min: 0.0, max: 0.9, when: {optimizer: sgd}},"
        + " layers: {min: 1, max: 4}, width: {values: [64, 128]}, loss: {values: [a, b]}}"

    private func lines(_ text: String, parameters: String = Self.parameters, method: String = "random") -> [String] {
        report(sound(text, parameters: parameters, method: method))
    }

    @Test("sweepd's own keys arrive where they belong")
    func everything() throws {
        let text = """
            constraints: ["layers * width <= 256", momentum < 0.5 or layers > 1]
            zip: [[width, loss]]
            replicates: {parameter: seed, values: [0, 1], aggregate: median}
            order: shuffled
            nested: dict
            wandb_strict: true
            metric: {name: loss, impute: best, impute_while_running: latest}
            early_terminate: {type: hyperband, min_iter: 3}
            """
        let result = read(sound(text, parameters: Self.parameters, method: "random"))
        #expect(result.diagnostics == [])
        let specification = try #require(result.specification)
        #expect(specification.constraints.map(\.text) == ["layers * width <= 256", "momentum < 0.5 or layers > 1"])
        #expect(specification.zip == [["width", "loss"]])
        #expect(specification.replicates == Replicates(parameter: "seed", values: [0, 1], aggregate: .median))
        #expect(specification.order == .shuffled && specification.nested == .dict && specification.wandbStrict)
        #expect(specification.impute == .best && specification.imputeWhileRunning == .latest)
        #expect(
            specification.earlyTerminate
                == EarlyTermination(kind: .hyperband, settings: ["min_iter": 3, "eta": 3.0, "strict": true]))
        let momentum = specification.parameters.first { $0.name == "momentum" }
        #expect(momentum?.when == [Condition(name: "optimizer", values: ["sgd"])])
    }

    @Test("faults of a constraint are at their column, where its text stands on one line as it is")
    func placesInConstraints() {
        let places = lines(
            """
            constraints:
            - layers + bogus > 0
            - 'layers + bogus > 1'
            - layers
              < bogus
            - &a layers + bogus > 2
            - !!str layers + bogus > 3
            """
        ).filter { $0.contains("bogus") }.map { $0.prefix { $0 != " " } }
        #expect(places.count == 5)
        #expect(Set(places.map { $0.split(separator: ":").dropFirst().first }) == ["12", "13", "3"])
    }

    @Test("unknown names in points come with what they may have been, the first few of them")
    func suggestions() {
        let points = (0..<100).map { _ in "{layerz: 1}" }.joined(separator: ", ")
        let told = read(sound("points: [\(points)]", parameters: Self.parameters, method: "random")).diagnostics
        #expect(told.count == 100)
        #expect(told.count { $0.hint == "did you mean 'layers'?" } == 20)
    }

    @Test("replicates as a number differ in nothing but their seed")
    func replicateCount() {
        #expect(
            read(sound("replicates: 3")).specification?.replicates == Replicates(parameter: nil, values: [0, 1, 2]))
    }

    @Test(
        "constraints are located within their text",
        arguments: [
            (
                "[layers * widht <= 2]",
                "4:24: error: in the constraint: unknown name 'widht' | did you mean 'width'?"
            ),
            ("['layers < 2', 'lay < 2']", "4:30: error: in the constraint: unknown name 'lay'"),
            ("[optimizer * 2 > 1]", "4:25: error: in the constraint: '*' takes numbers, got text"),
            (
                "[layers + 1]",
                "4:15: error: in the constraint: expected a condition, got a number | compare it, as in 'x < 3'"
            ),
            ("layers < 2", "4:14: error: expected 'constraints' to be a list, got: 'layers < 2' | write [layers < 2]"),
            ("[{a: b}]", "4:15: error: expected 'constraints item' to be text, got: a mapping"),
        ])
    func constraints(text: String, expected: String) { #expect(lines("constraints: \(text)") == [expected]) }

    @Test("a constraint that is repeated counts once, and all together have a length that a look can bear")
    func manyConstraints() throws {
        let sum = Array(repeating: "layers", count: 2000).joined(separator: " + ") + " > 0"
        let aliases = Array(repeating: "*c", count: 900).joined(separator: ", ")
        let repeated = read(
            sound("constraints: [&c '\(sum)', \(aliases)]", parameters: Self.parameters, method: "random"))
        #expect(repeated.diagnostics == [] && repeated.specification?.constraints.count == 1)
        let different = (0..<3).map { "'\(sum) - \($0)'" }.joined(separator: ", ")
        #expect(
            lines("constraints: [\(different)]") == [
                "4:15: error: expected the constraints to have at most 8192 values and operators together"
            ])
    }

    @Test("points that each must fulfil long constraints are not too many")
    func costlyPoints() {
        let sum = Array(repeating: "layers", count: 1500).joined(separator: " + ") + " > 0"
        let points = Array(repeating: "*p", count: 9000).joined(separator: ", ")
        let found = lines("constraints: ['\(sum)']\npoints: [&p {layers: 1}, \(points)]")
        #expect(
            found.contains {
                $0.contains("expected points times the values and operators of the constraints to be at most 20000000")
            })
    }

    @Test("deep parentheses are one fault")
    func deepConstraint() {
        let text = String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000)
        #expect(lines("constraints: ['\(text)']").count == 1)
    }

    @Test(
        "zip",
        arguments: [
            (
                "[width, loss]",
                "4:6: error: expected 'zip' to be a list of groups of parameters, got: a list | write [[width, loss]]"
            ),
            ("[[width]]", "4:7: error: expected 'zip item' to be at least two parameters, got: a list"),
            ("[[width, los]]", "4:15: error: 'los' in 'zip' is no parameter | did you mean 'loss'?"),
            ("[[width, momentum]]", "4:15: error: 'momentum' in 'zip' has no list of values | give it 'values'"),
            (
                "[[width, layers]]",
                "4:15: error: 'layers' has 4 values, and 'width' in the same group of 'zip' has 2 | they advance together, so they need equally many"
            ),
            ("[[width, loss], [loss, optimizer]]", "4:23: error: 'loss' stands in 'zip' twice"),
        ])
    func zip(text: String, expected: String) { #expect(lines("zip: \(text)") == [expected]) }

    @Test(
        "the rows of a group are written out, so there are not more than a list may hold",
        arguments: [
            "{min: -9223372036854775808, max: 9223372036854775807}", "{min: 0, max: 9223372036854775807}",
            "{min: 0, max: 100000}", "{distribution: q_uniform, min: 0, max: 1000000000, q: 1}",
        ])
    func longZip(range: String) {
        let parameters = "{a: \(range), b: \(range)}"
        #expect(
            report(sound("zip: [[a, b]]", parameters: parameters)) == [
                "4:8: error: expected 'a' in 'zip' to have at most 100000 values",
                "4:11: error: expected 'b' in 'zip' to have at most 100000 values",
            ])
    }

    @Test("many groups may not hold more than one may")
    func wideZip() {
        let names = (0..<12).map { "p\($0)" }
        let parameters = "{" + names.map { "\($0): {min: 1, max: 100000}" }.joined(separator: ", ") + "}"
        #expect(
            report(sound("zip: [[\(names.joined(separator: ", "))]]", parameters: parameters)) == [
                "4:6: error: expected the groups of 'zip' to have at most 1000000 values together"
            ])
    }

    @Test("replicates have finite values")
    func finiteReplicates() {
        #expect(
            report(sound("replicates: {parameter: seed, values: [1, .nan]}")) == [
                "4:43: error: expected the values of 'replicates' to be finite, got: '.nan'"
            ])
    }

    @Test(
        "conditions",
        arguments: [
            ("{optimiser: sgd}", "'optimiser' in 'when' is no parameter | did you mean 'optimizer'?"),
            ("{x: 1}", "'x' depends on itself | name another parameter in 'when'"),
            (
                "{optimizer: rms}",
                "expected 'parameters.x.when.optimizer' to be a value of 'optimizer', got: 'rms' | otherwise 'x' would never be active"
            ),
            (
                "{layers: [2, 9]}",
                "expected 'parameters.x.when.layers' to be an integer from 1 to 4, got: '9' | otherwise 'x' would never be active"
            ),
            (
                "{}",
                "expected 'parameters.x.when' to be a mapping of other parameters to values, got: an empty mapping | when: {optimizer: sgd}"
            ),
            (
                "sgd",
                "expected 'parameters.x.when' to be a mapping of other parameters to values, got: 'sgd' | when: {optimizer: sgd}"
            ),
        ])
    func conditions(when: String, expected: String) {
        let text = "{optimizer: {values: [sgd, adam]}, layers: {min: 1, max: 4}, x: {values: [1, 2], when: \(when)}}"
        #expect(lines("", parameters: text).map { $0.split(separator: "error: ").last.map(String.init) } == [expected])
    }

    @Test("conditions that go in a circle are told once, however long it is")
    func circles() {
        let text = "{a: {value: 1, when: {b: 1}}, b: {value: 1, when: {c: 1}}, c: {value: 1, when: {a: 1}}}"
        #expect(
            lines("", parameters: text) == [
                "3:35: error: the conditions go in a circle: a → b → c → a | let one of them be active always"
            ])
        let chain = (0..<5000).map { "p\($0): {value: 1, when: {p\($0 + 1): 1}}" } + ["p5000: {value: 1}"]
        #expect(lines("", parameters: "{\(chain.joined(separator: ", "))}") == [])
    }

    @Test(
        "replicates",
        arguments: [
            ("0", "4:13: error: expected 'replicates' to be an integer from 1 to 10000, got: '0'"),
            (
                "many",
                "4:13: error: expected 'replicates' to be a number or a mapping, got: 'many' | replicates: 3, or {parameter: seed, values: [0, 1, 2]}"
            ),
            (
                "{parameter: seed}",
                "4:13: error: 'replicates' lacks 'values' | one for each run of a point, e.g. [0, 1, 2]"
            ),
            (
                "{values: [1, 2]}",
                "4:13: error: 'replicates' lacks 'parameter', which gets the values"
                    + " | e.g. parameter: seed; or write replicates: 2 for runs that differ in SWEEP_SEED alone"
            ),
            ("{values: [1, 1.0], parameter: s}", "4:26: error: 'replicates.values' holds '1.0' twice"),
            (
                "{values: [1], parameter: s, aggregate: worst}",
                "4:52: error: expected 'replicates.aggregate' to be one of mean, median, min, max, got: 'worst'"
            ),
            (
                "{parameter: width, values: [1]}",
                "4:25: error: 'width' stands in 'parameters' too | take it away there: each point gets every value of 'replicates'"
            ),
        ])
    func replicates(text: String, expected: String) { #expect(lines("replicates: \(text)") == [expected]) }

    @Test("a command may name the parameter that the replicates set")
    func replicateMacro() {
        let text = "replicates: {parameter: seed, values: [1, 2]}\ncommand: [./x, '--seed=${seed}']"
        #expect(lines(text) == [])
    }

    @Test(
        "explicit points lie in their ranges, and fulfil conditions and constraints",
        arguments: [
            ("{layers: 9}", "4:19: error: expected 'layers' to be an integer from 1 to 4, got: '9'"),
            ("{layers: two}", "4:19: error: expected 'layers' to be an integer from 1 to 4, got: 'two'"),
            (
                "{optimizer: adam, momentum: 0.5}",
                "4:38: error: the point gives 'momentum', which is not active there | leave it out: it is active only where optimizer is sgd"
            ),
            ("{layers: 4, width: 128}", "4:10: error: the point breaks the constraint 'layers * width <= 256'"),
            (
                "{layers: 1, width: wide}",
                "4:10: error: the constraint 'layers * width <= 256' fails at the point: '*' takes numbers, got text"
            ),
        ])
    func points(point: String, expected: String) {
        #expect(lines("points: [\(point)]\nconstraints: [layers * width <= 256]") == [expected])
    }

    @Test("explicit points may go beyond listed values, and numbers in quotes are numbers where a range wants one")
    func freePoints() {
        let text = "points: [{width: 96, optimizer: sgd, momentum: '0.5', layers: '2'}]"
        let points = read(sound(text, parameters: Self.parameters, method: "random")).specification?.points
        #expect(points == [Point(values: ["layers": 2, "momentum": 0.5, "optimizer": "sgd", "width": 96])])
    }
}
