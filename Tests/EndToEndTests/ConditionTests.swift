import SweepModel
import TestSupport
import Testing

/// `runs --where`, from the command line to the rows and back.
@Suite struct ConditionTests {
    /// Six runs; those with an odd `x` report `loss` and a metric that is called like a parameter, the others fail.
    private static let specification = """
        name: chosen
        method: grid
        metric: {name: loss, goal: minimize}
        command: [/bin/sh, program.sh]
        parameters: {x: {values: [1, 2, 3, 4, 5, 6]}, kind: {value: mse}, batch-size: {value: 8}}
        max_failures: {first: 0, consecutive: 0}
        """
    private static let program = """
        test $((PARAM_X % 2)) = 1 || exit 3
        echo "{\\"loss\\": 0.$PARAM_X, \\"kind\\": $PARAM_X, \\"val/acc\\": 1}" >> $SWEEP_METRICS_FILE
        """

    private func complete(_ sweepd: DaemonFixture) async throws -> String {
        try sweepd.scratch.write("work/program.sh", Self.program)
        return try await sweepd.complete(Self.specification)
    }

    @Test func `runs are chosen by parameters, metrics and what they did`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await complete(sweepd)
            let cases: [(String, [Int64])] = [
                ("x > 2 and x != 5", [3, 4, 6]), ("loss < 0.4", [1, 3]), ("not loss < 0.4", [5]),
                ("loss == null", [2, 4, 6]), ("objective >= 0.3 or x == 2", [2, 3, 5]),
                ("state == 'failed'", [2, 4, 6]),
                ("attempts == 1 and duration_seconds >= 0 and x in [1, 2]", [1, 2]), ("kind == 'mse' and x < 2", [1]),
                ("`param:kind` == 'mse' and `metric:kind` > 2", [3, 5]), ("`val/acc` == 1", [1, 3, 5]),
                ("`batch-size` * x <= 16", [1, 2]), ("x > 99", []),
            ]
            for (text, expected) in cases {
                let found = try await sweepd.json("runs", sweep, "--where", text)
                #expect(found.arrayValue?.compactMap { $0["index"]?.intValue } == expected, "\(text)")
            }
            let last = try await sweepd.json(
                "runs", sweep, "--where", "x < 6", "--sort", "index", "--descending", "--limit", "2", "--state",
                "failed")
            #expect(last.arrayValue?.compactMap { $0["index"]?.intValue } == [4, 2])
        }
    }

    @Test func `a condition that is none, or that a run cannot answer, is a usage error with its place`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await complete(sweepd)
            let cases = [
                ("x <", "cannot read the condition: column 4: expected a value, got the end"),
                ("state + 1 > 2", "column 7: '+' takes numbers, got text"),
                ("los < 1", "column 1: unknown name 'los'\nhint: did you mean 'loss'?"),
                ("`metric:x` < 1", "column 1: unknown name 'metric:x'"),
                ("1 / (x - 3) > 0", "cannot evaluate the condition at run '\(sweep)/3': column 3: division by zero"),
                (
                    "kind > 3",
                    "at run '\(sweep)/1': column 6: '>' takes two numbers or two texts, got text and a number"
                ),
            ]
            for (text, words) in cases {
                let result = try await sweepd.sweepctl("runs", sweep, "--where", text)
                #expect(result.code == 2 && result.output.isEmpty, "\(text): \(result)")
                #expect(result.errors.contains(words), "\(text): \(result)")
            }
        }
    }

    @Test func `before a run has finished an unknown name may still become a metric`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.submit(Self.specification, "--hold")
            #expect(try await sweepd.json("runs", sweep, "--where", "val_loss < 1") == [])
        }
    }
}
