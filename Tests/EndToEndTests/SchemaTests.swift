import SweepModel
import TestSupport
import Testing

/// The published schema, held against files by another program.
@Suite struct SchemaTests {
    /// Reads the schema and a list of specifications; prints for each whether the schema takes it.
    private static let judge = """
        import json, sys
        from jsonschema import Draft202012Validator
        schema, cases = json.load(open("schema.json")), json.load(open("cases.json"))
        Draft202012Validator.check_schema(schema)
        print(json.dumps([Draft202012Validator(schema).is_valid(case) for case in cases]))
        """

    private static let accepted: [JSONValue] = [
        [
            "method": "grid", "program": "t.py",
            "parameters": ["lr": ["values": [0.1, nil]], "n": ["value": ["a": 1]]],
        ],
        [
            "method": "bayes", "metric": ["name": "loss", "goal": "maximize", "impute": "best", "target": "0.5"],
            "parameters": [
                "a": ["min": 1, "max": 2], "b": ["distribution": "q_beta", "q": 0.1],
                "c": ["parameters": ["d": ["distribution": "normal", "mu": 1, "when": ["a": [1]]]]],
                "e": ["values": [1, 2], "probabilities": [0.5, 0.5]],
            ], "early_terminate": ["type": "hyperband", "max_iter": 27, "s": 2], "project": "p", "run_cap": 3,
        ],
        ["points": "runs.csv", "command": ["x", 1, true], "replicates": 3],
        [
            "points": [["lr": 1]], "command": ["x"], "zip": [["a", "b"]], "env": ["A": 1], "time_limit": "2h",
            "nested": "dict",
        ],
    ]

    private static let refused: [JSONValue] = [
        ["method": "grid"],
        ["method": "gird", "parameters": ["lr": ["value": 1]]],
        ["method": "grid", "parameters": [:]],
        ["method": "grid", "parameters": ["a b": ["value": 1]]],
        ["method": "grid", "parameters": ["lr": 3]],
        ["method": "grid", "parameters": ["lr": ["values": []]]],
        ["method": "grid", "parameters": ["lr": ["min": 1]]],
        ["method": "grid", "parameters": ["lr": ["value": 1, "desc": "x"]]],
        ["method": "grid", "parameters": ["lr": ["distribution": "uniform", "values": [1]]]],
        ["method": "grid", "parameters": ["lr": ["value": 1]], "metod": 1],
        ["method": "grid", "parameters": ["lr": ["value": 1]], "command": "python train.py"],
        ["method": "grid", "parameters": ["lr": ["value": 1]], "early_terminate": ["type": "envelope"]],
        [
            "method": "grid", "parameters": ["lr": ["value": 1]],
            "metric": ["name": "a", "impute_while_running": false],
        ],
        ["method": "grid", "parameters": ["lr": ["value": 1]], "run_cap": 0],
    ]

    @Test func `takes what sweepctl takes, and refuses what it refuses`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let schema = try await sweepd.sweepctl("validate", "--schema")
            try sweepd.scratch.write("work/schema.json", schema.output)
            try sweepd.scratch.write("work/cases.json", JSONValue.array(Self.accepted + Self.refused).text())
            let judged = try await Command(
                ["/usr/bin/python3", "-c", Self.judge], environment: sweepd.environment, folder: sweepd.work
            ).run()
            let wanted =
                Self.accepted.map { _ in JSONValue.bool(true) } + Self.refused.map { _ in JSONValue.bool(false) }
            #expect(try judged.json() == .array(wanted), "\(judged)")
        }
    }
}
