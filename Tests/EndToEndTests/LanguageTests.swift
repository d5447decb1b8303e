import SweepModel
import TestSupport
import Testing

/// What `validate` and `expand` say of the whole language, without a daemon.
@Suite struct LanguageTests {
    private static let whole = """
        method: random
        metric: {name: loss}
        command: [/bin/echo, "${args}"]
        parameters:
          lr: {distribution: log_uniform_values, min: 1e-4, max: 1e-1}
          layers: {min: 1, max: 4}
          width: {values: [64, 128]}
          momentum: {min: 0.0, max: 0.9, when: {width: 64}}
        constraints: ["layers * width <= 256"]
        replicates: {parameter: seed, values: [0, 1, 2]}
        early_terminate: {type: hyperband, min_iter: 3}
        """

    private func sweepctl(
        _ arguments: String..., files: [String: String]
    ) async throws -> Command.Result {
        let scratch = try Scratch()
        defer { withExtendedLifetime(scratch) {} }
        for (path, text) in files { try scratch.write(path, text) }
        let environment = ["PATH": "/usr/bin:/bin", "HOME": scratch.path]
        return try await Command(
            [Programs.path("sweepctl")] + arguments, environment: environment, folder: scratch.path
        ).run()
    }

    @Test func `validate explains in words`() async throws {
        let result = try await sweepctl("validate", "sweep.yaml", files: ["sweep.yaml": Self.whole])
        #expect(result.code == 0, "\(result)")
        for words in [
            "log-uniform from", "fulfil them", "3 runs a point, seed = 0, 1, 2, judged by their mean",
            "hyperband: after 3, 9, 27, 81, 243, … values", "where width is 64", "--seed=0",
        ] { #expect(result.output.contains(words), "\(words) in \(result)") }
        #expect(result.errors.contains("'early_terminate' is not supported yet"), "\(result)")
    }

    @Test func `validate explains for programs`() async throws {
        let text =
            "method: grid\nmetric: {name: a}\ncommand: [/bin/true]\nparameters: {seed: {values: [1, 2]}, b: {min: 1, max: 3}}\nconstraints: [b > seed]"
        let result = try await sweepctl("validate", "sweep.yaml", "--json", files: ["sweep.yaml": text])
        let object = try result.json()
        #expect(object["size"] != nil && object["valid"] == true)
        #expect(object["feasible"] == ["count": 3, "of": 6, "exact": true])
        #expect(
            object["parameters"]?["b"] == [
                "distribution": "int_uniform", "min": 1, "max": 3, "text": "integers from 1 to 3",
            ])
        #expect(object["warnings"]?.arrayValue?.count == 1)
        #expect(object["unsupported"] == [])
    }

    @Test func `no point that fulfils the constraints is a fault`() async throws {
        let text = "method: grid\ncommand: [/bin/true]\nparameters: {b: {min: 1, max: 3}}\nconstraints: [b > 3]"
        let result = try await sweepctl("validate", "sweep.yaml", files: ["sweep.yaml": text])
        #expect(result.code == 7 && result.errors.contains("none of its 3 points fulfils"), "\(result)")
    }

    @Test func `points in files declare their parameters and run first`() async throws {
        let files = [
            "list.yaml": "points: runs.csv\ncommand: [/bin/echo, '--rate=${lr}']",
            "runs.csv": "lr,o\n0.1,sgd\n1e-3,\n0.1,sgd\n",
            "grid.yaml": "method: grid\npoints: envs/*.env\ncommand: [/bin/echo]\nparameters: {lr: {values: [1, 2]}}",
            "envs/b.env": "PARAM_LR=2\n", "envs/a.env": "lr=3\n", "envs/x.txt": "no points",
        ]
        let list = try await sweepctl("expand", "list.yaml", files: files)
        #expect(list.output == "{\"lr\":0.1,\"o\":\"sgd\"}\n{\"lr\":0.001}\n", "\(list)")
        let grid = try await sweepctl("expand", "grid.yaml", files: files)
        #expect(grid.output == "{\"lr\":3}\n{\"lr\":2}\n{\"lr\":1}\n", "\(grid)")
        let facts = try await sweepctl("validate", "list.yaml", files: files)
        #expect(facts.output.contains("/bin/echo --rate=0.1") && facts.output.contains("3 points"), "\(facts)")
    }

    @Test func `faults of a file of points have their places`() async throws {
        let files = ["list.yaml": "points: runs.csv\ncommand: [/bin/echo]", "runs.csv": "lr\n0.1,2\n0.1\n\"x\n"]
        let result = try await sweepctl("expand", "list.yaml", files: files)
        #expect(result.code == 7 && result.output.isEmpty)
        #expect(result.errors.contains("/runs.csv:2:1: error: the row has 2 fields, the header 1"), "\(result)")
        #expect(result.errors.contains("/runs.csv:4:1: error: the quote is not closed"), "\(result)")
    }

    @Test func `bayes expands into random draws, and says so`() async throws {
        let text = "method: bayes\nmetric: {name: a}\ncommand: [/bin/true]\nparameters: {x: {min: 0.0, max: 1.0}}"
        let result = try await sweepctl("expand", "b.yaml", "--count", "3", "--seed", "1", files: ["b.yaml": text])
        #expect(result.code == 0 && result.output.split(separator: "\n").count == 3, "\(result)")
        #expect(result.errors.contains("these are random draws"), "\(result)")
    }
}
