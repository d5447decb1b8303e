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

    @Test func `a faulty file is JSON too for who asks for it`() async throws {
        let text =
            "method: grid\ncommand: [/bin/true]\nparameters: {b: {min: 1, max: 3}, c: {vlaues: [1]}}\nrun_cap: -1\n"
        let result = try await sweepctl("validate", "sweep.yaml", "--json", files: ["sweep.yaml": text])
        #expect(result.code == 7 && result.errors.contains("sweep.yaml:4:10: error:"), "\(result)")
        let object = try result.json()
        #expect(object["valid"] == false)
        #expect(object["errors"]?.arrayValue?.compactMap { $0["line"] } == [3, 3, 4], "\(object)")
    }

    @Test func `values that are no text are told from text that looks like them`() async throws {
        let text = "method: grid\ncommand: [/bin/true]\nparameters: {a: {values: [null, '', 'null', 1, '1', x]}}"
        let result = try await sweepctl("validate", "sweep.yaml", files: ["sweep.yaml": text])
        #expect(result.output.contains(#"one of null, "", "null", 1, "1", x"#), "\(result)")
    }

    @Test func `a cap that leaves a point without some of its replicates is warned of`() async throws {
        let text = "method: grid\ncommand: [/bin/true]\nparameters: {a: {values: [1, 2]}}\nreplicates: 3\nrun_cap: 4\n"
        let result = try await sweepctl("validate", "sweep.yaml", files: ["sweep.yaml": text])
        #expect(result.code == 0 && result.errors.contains("sweep.yaml:5:10: warning:"), "\(result)")
        #expect(result.errors.contains("1 of 3 replicates"), "\(result)")
    }

    @Test func `all that is wrong with the values of a point is said at once`() async throws {
        let files = [
            "list.yaml":
                "method: list\npoints: runs.csv\ncommand: [/bin/true]\nparameters: {a: {min: 1, max: 3}, b: {min: 0.0, max: 1.0}}",
            "runs.csv": "a,b\n9,7\n2.0,0.5\n",
        ]
        let faulty = try await sweepctl("expand", "list.yaml", files: files)
        #expect(faulty.errors.contains("runs.csv:2:1: error:") && faulty.errors.contains("runs.csv:2:3: error:"))
        var sound = files
        sound["runs.csv"] = "a,b\n2.0,0.5\n"
        let result = try await sweepctl("expand", "list.yaml", files: sound)
        #expect(result.output == "{\"a\":2,\"b\":0.5}\n", "\(result)")
        sound["runs.csv"] = "a;b\n2;0.5\n"
        let unsplit = try await sweepctl("expand", "list.yaml", files: sound)
        #expect(unsplit.errors.contains("separated by commas"), "\(unsplit)")
    }

    @Test func `a variable without a value is empty text`() async throws {
        let files = ["list.yaml": "points: a.env\ncommand: [/bin/true]", "a.env": "TAG=\nN=3\n"]
        let result = try await sweepctl("expand", "list.yaml", files: files)
        #expect(result.output == "{\"N\":3,\"TAG\":\"\"}\n", "\(result)")
        let facts = try await sweepctl("validate", "list.yaml", files: files)
        #expect(facts.output.contains("as the points give it"), "\(facts)")
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
