import SweepModel
import SweepSpecs
import Testing

@Suite("Nested groups")
struct NestingTests {
    private func specification(_ style: NestedStyle) -> Specification {
        let paths = [["a", "b"], ["a", "c", "d"], ["m.lr"], ["z"]]
        var specification = Specification(
            method: .list, parameters: paths.map { ParameterDefinition(path: $0, distribution: .constant(nil)) })
        specification.command = ["x", "${args}", "${args_json}", "${a.b}"]
        specification.nested = style
        return specification
    }

    private static let values: JSONObject = ["a.b": 1, "a.c.d": 2, "m.lr": 0.1, "z": true]

    private func argv(_ style: NestedStyle, _ values: JSONObject = Self.values) throws -> [String] {
        try CommandTemplate(specification: specification(style)).argv(
            parameters: values, interpreter: "", program: nil, argsFile: "", submitterEnvironment: [])
    }

    @Test("are dotted flags, or one argument as W&B writes it; a dotted name stays a name")
    func arguments() throws {
        #expect(
            try argv(.dotted) == [
                "x", "--a.b=1", "--a.c.d=2", "--m.lr=0.1", "--z=True",
                #"{"a.b": 1, "a.c.d": 2, "m.lr": 0.1, "z": true}"#, "1",
            ])
        #expect(
            try argv(.dict) == [
                "x", "--a={'b': 1, 'c': {'d': 2}}", "--m.lr=0.1", "--z=True",
                #"{"a": {"b": 1, "c": {"d": 2}}, "m.lr": 0.1, "z": true}"#, "1",
            ])
    }

    @Test("lack what is not active, and are not there where nothing is")
    func inactive() {
        let nesting = Nesting(specification: specification(.dict))
        #expect(nesting.applied(to: ["a.c.d": 2, "z": 1]) == ["a": ["c": ["d": 2]], "z": 1])
        #expect(nesting.applied(to: ["z": 1]) == ["z": 1])
    }
}
