import SweepModel
import SweepSearch
import SweepSpecs
import Testing

/// Files that are sound and look as if they were not, from the checklist that real sweeps gave.
@Suite("Corner cases")
struct CornerCaseTests {
    private func specification(_ text: String) throws -> Specification {
        let result = read(text)
        return try #require(result.specification, "\(result.diagnostics.map(\.message))")
    }

    private func values(_ specification: Specification, count: Int = .max) -> [JSONValue] {
        Expansion(Search(specification: specification, seed: 1)).prefix(count).compactMap { $0.parameters["x"] }
    }

    @Test(
        "a grid visits nothing, lists, mappings and every kind beside the other",
        arguments: [
            ("[null, 3, 0]", [nil, 3, 0], ["None", "3", "0"]), ("[7]", [7], ["7"]),
            (
                "[[1, 2.5], {a: x}, x, 2.5, true, '1', 1]", [[1, 2.5], ["a": "x"], "x", 2.5, true, "1", 1],
                ["[1, 2.5]", "{'a': 'x'}", "x", "2.5", "True", "1", "1"]
            ),
        ] as [(String, [JSONValue], [String])])
    func values(list: String, expected: [JSONValue], arguments: [String]) throws {
        let specification = try specification(sound(parameters: "{x: {values: \(list)}}"))
        #expect(values(specification) == expected)
        let template = CommandTemplate(specification: specification)
        let lines = try expected.map { value in
            try template.argv(
                parameters: ["x": value], interpreter: "python3", program: "train.py", argsFile: "",
                submitterEnvironment: []
            ).last
        }
        #expect(lines == arguments.map { "--x=\($0)" })
    }

    @Test("values that count as false are drawn like any others", arguments: ["bayes", "random", "sobol"])
    func falsy(method: String) throws {
        let text = sound("metric: {name: loss}", parameters: "{x: {values: [0, false, '', null]}}", method: method)
        let drawn = Set(values(try specification(text), count: 4))
        #expect(drawn == [0, false, "", nil])
    }

    @Test("a step that does not divide its range stops short of the end")
    func steps() throws {
        let text = sound(parameters: "{x: {distribution: q_uniform, min: 0, max: 10, q: 4}}", method: "random")
        #expect(Set(values(try specification(text), count: 3)) == [0, 4, 8])
    }

    @Test("names with dots and hyphens are names, others are not")
    func names() throws {
        let names = try specification(sound(parameters: "{a-b.c: {value: 1}, _x: {value: 2}}")).parameters.map(\.name)
        #expect(names == ["_x", "a-b.c"])
        for name in ["a/b", "'a b'", "1a", "-a", "é"] {
            #expect(errors(sound(parameters: "{\(name): {value: 1}}")).first?.contains("a parameter's name") == true)
        }
    }

    @Test("the name of a metric is any text", arguments: ["mean score", "eval/loss", "f1+recall", "a.b", "é"])
    func metrics(name: String) throws {
        #expect(try specification(sound("metric: {name: \(name)}")).metric?.name == name)
    }

    @Test("a grid may end runs early, and a command may name no parameter")
    func grids() throws {
        let text = sound(
            "metric: {name: loss}\nearly_terminate: {type: hyperband, min_iter: 3}\ncommand: [make, bench]")
        let specification = try specification(text)
        #expect(specification.earlyTerminate?.kind == .hyperband)
        #expect(!CommandTemplate(specification: specification).usesParameters)
    }

    @Test("a list of a million values is more than a file may hold")
    func million() {
        let list = Array(repeating: "1", count: 1_000_000).joined(separator: ",")
        #expect(
            read(sound(parameters: "{x: {values: [\(list)]}}")).diagnostics.map(\.message) == [
                "cannot read the file: 1.9 MiB is more than the limit of 1.0 MiB"
            ])
    }

    @Test("an explicit point at which a constraint fails is told with the reason")
    func division() {
        let text = sound("constraints: [1 / x > 0]\npoints: [{x: 2}, {x: 0}]", parameters: "{x: {values: [1, 2]}}")
        #expect(
            errors(text) == ["5:18: error: the constraint '1 / x > 0' fails at the point: division by zero"])
    }
}
