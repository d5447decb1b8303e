import SweepModel
import SweepSpecs
import Testing

@Suite("Specification")
struct SpecificationTests {
    @Test("every key that is built arrives where it belongs")
    func everything() throws {
        let result = read(Self.whole)
        #expect(result.diagnostics == [])
        let specification = try #require(result.specification)
        #expect(specification.name == "digits")
        #expect(specification.summary == "all of it")
        #expect(specification.method == .random)
        #expect(specification.seed == 7)
        #expect(specification.runCap == 100)
        #expect(specification.program == "train.py")
        #expect(specification.command == ["${env}", "python3", "8", "1.50", "True"])
        #expect(specification.parameters.map(\.name) == ["lr", "optimizer"])
        #expect(specification.points == [Point(values: ["lr": 0.05, "optimizer": "adam"])])
        #expect(specification.metric == MetricGoal(name: "accuracy", goal: .maximize, at: .last, target: 0.99))
        #expect(specification.source == SourceChoice(path: ".", mode: .mount))
        #expect(specification.python == "/opt/python")
        #expect(
            specification.resources
                == ResourceRequest(cpus: 4, memory: ByteCount(bytes: 16 << 30), devices: DeviceRequest()))
        #expect(specification.maxParallel == 8)
        #expect(specification.priority == -5)
        #expect(
            specification.retry
                == RetryPolicy(
                    max: 2, backoff: .seconds(10), factor: 1.5, maxBackoff: .seconds(300), on: [.crash, .gpuOOM]))
        #expect(specification.maxFailures == FailureBrake(first: 3, consecutive: 0))
        #expect(specification.timeLimit == .seconds(7200))
        #expect(specification.stopGrace == .zero)
        #expect(specification.env == [EnvironmentEntry("A", "1e+3"), EnvironmentEntry("B", "")])
        #expect(specification.metrics == .regex("loss=(?<loss>.*)"))
        #expect(specification.artifacts == ["checkpoints/*.pt"])
        #expect(specification.labels == ["team": "vision"])
    }

    private static let whole = """
        name: digits
        description: all of it
        project: p
        entity: e
        kind: sweep
        apiVersion: wandb.ai/v1
        method: random
        metric: {name: accuracy, goal: maximize, at: last, target: 0.99}
        program: train.py
        command: ["${env}", python3, 8, 1.50, true]
        parameters:
          optimizer: {values: [sgd, adam]}
          lr: {min: 0.001, max: 0.1}
        seed: 7
        run_cap: 100
        points: [{optimizer: adam, lr: 0.05}]
        container: {engine: none}
        source: {path: ., mode: mount}
        python: /opt/python
        resources: {gpus: auto, cpus: 4, memory: 16GiB}
        max_parallel: 8
        priority: -5
        retry: {max: 2, backoff: 10, factor: 1.5, max_backoff: 5m, on: [crash, gpu-oom]}
        max_failures: {first: 3, consecutive: 0}
        time_limit: 2h
        stop_grace: 0
        env: {A: "1e+3", B: ''}
        metrics: {stdout: {regex: "loss=(?<loss>.*)"}}
        artifacts: ["checkpoints/*.pt"]
        labels: {team: vision}
        """

    @Test("what a file leaves out has the contract's defaults")
    func defaults() throws {
        let specification = try #require(read(sound()).specification)
        #expect(specification.command == ["${env}", "${interpreter}", "${program}", "${args}"])
        #expect(specification.python == "auto")
        #expect(specification.retry == RetryPolicy())
        #expect(specification.maxFailures == FailureBrake(first: 5, consecutive: 20))
        #expect(specification.stopGrace == .seconds(30))
        #expect(specification.timeLimit == nil && specification.seed == nil && specification.runCap == nil)
        #expect(specification.metrics == .json)
    }

    @Test(
        "distributions are inferred as W&B infers them",
        arguments: [
            ("{value: null}", .constant(nil)),
            ("{value: {a: [1, 2.0]}}", .constant(["a": [1, 2.0]])),
            ("{distribution: constant, value: 1}", .constant(1)),
            ("{values: [1, 1.0, true, '1', null]}", .categorical([1, 1.0, true, "1", nil])),
            ("{distribution: categorical, values: [x]}", .categorical(["x"])),
            ("{values: [a, b], probabilities: [0, 1]}", .weighted(["a", "b"], probabilities: [0, 1])),
            (
                "{distribution: categorical_w_probabilities, values: [a], probabilities: [1]}",
                .weighted(["a"], probabilities: [1])
            ),
            ("{min: 1, max: 3}", .intUniform(min: 1, max: 3)),
            ("{min: 1, max: 3.0}", .uniform(min: 1, max: 3)),
            ("{min: 1e-5, max: 1}", .uniform(min: 1e-5, max: 1)),
            ("{min: '1e-5', max: '1'}", .uniform(min: 1e-5, max: 1)),
            ("{distribution: uniform, min: 1, max: 3}", .uniform(min: 1, max: 3)),
            ("{distribution: int_uniform, min: -0x10, max: 3}", nil),
            ("{distribution: int_uniform, min: 0x10, max: 0o77}", .intUniform(min: 16, max: 63)),
            ("{distribution: log_uniform_values, min: 1e-5, max: 1e-1}", .logUniformValues(min: 1e-5, max: 1e-1)),
            ("{distribution: q_uniform, min: 0, max: 10}", .qUniform(min: 0, max: 10, q: 1, integral: true)),
            ("{distribution: q_uniform, min: 0, max: 1, q: 0.25}", .qUniform(min: 0, max: 1, q: 0.25, integral: false)),
            ("{distribution: q_uniform, min: 0.5, max: 10, q: 2}", .qUniform(min: 0.5, max: 10, q: 2, integral: true)),
        ] as [(String, Distribution?)])
    func inference(definition: String, expected: Distribution?) {
        #expect(distribution(definition) == expected)
    }

    @Test("nested groups become dotted names, sorted by name at every level")
    func nesting() {
        let text = sound(
            parameters:
                "{b: {value: 1}, a: {parameters: {z: {value: 2}, c: {parameters: {x: {value: 3}}}}}, A-b: {value: 4}, a.b: {value: 5}}"
        )
        #expect(read(text).specification?.parameters.map(\.name) == ["A-b", "a.c.x", "a.z", "a.b", "b"])
    }

    @Test("anchors, aliases and merge keys work; written keys win over merged ones")
    func merging() {
        let text = sound(
            parameters: "{a: &base {min: 1, max: 9}, b: {<<: *base, max: 5.5}, c: *base, d: {<<: [{max: 7}, *base]}}",
            method: "random")
        #expect(
            read(text).specification?.parameters.map(\.distribution) == [
                .intUniform(min: 1, max: 9), .uniform(min: 1, max: 5.5), .intUniform(min: 1, max: 9),
                .intUniform(min: 1, max: 7),
            ])
    }

    @Test("JSON is read as it is")
    func json() throws {
        let text =
            "{\n\t\"method\": \"grid\", \"program\": \"train.py\",\n\t\"parameters\": {\"lr\": {\"values\": [1E-3, 2, \"a\\/\\u00e9\", true, null]}}\n}\n"
        let specification = try #require(read(text).specification)
        #expect(specification.parameters.first?.distribution == .categorical([1e-3, 2, "a/é", true, nil]))
    }

    @Test("JSON's surrogate pairs are one character, escaped backslashes none")
    func surrogates() throws {
        let text =
            #"{"method": "grid", "program": "t", "parameters": {"x": {"values": ["\ud83d\ude00", "\\ud83d\\ude00"]}}}"#
        let specification = try #require(read(text).specification)
        #expect(specification.parameters.first?.distribution == .categorical(["\u{1F600}", #"\ud83d\ude00"#]))
    }

    @Test("points are put in the parameters' order, take nested form, and get the constants they leave out")
    func points() {
        let text = sound(
            "points: [{b.c: 2, a: 1}, {b: {c: 3}}]",
            parameters: "{a: {values: [1]}, b: {parameters: {c: {values: [2]}}}, k: {value: x}}")
        #expect(
            read(text).specification?.points == [
                Point(values: ["a": 1, "b.c": 2, "k": "x"]), Point(values: ["b.c": 3, "k": "x"]),
            ])
    }

    @Test("points alone are a list, and declare the parameters")
    func pointsAlone() throws {
        let specification = try #require(
            read("points: [{lr: 0.1, o: adam}, {lr: 0.2, o: sgd}]\ncommand: [./x, '${o}', '--lr=${lr}']").specification)
        #expect(specification.method == .list)
        #expect(specification.parameters.map(\.name) == ["lr", "o"])
        #expect(specification.points.count == 2)
    }

    @Test("overrides lie above the file, defaults beneath it")
    func layers() throws {
        let overrides = [
            try SpecificationOverride("run_cap=5"), try SpecificationOverride("resources.cpus=2"),
            try SpecificationOverride("parameters.model.lr.values=[1, 2]"),
            SpecificationOverride(key: "name", value: "n"),
            try SpecificationOverride("env.X=a=b"), try SpecificationOverride(#"parameters."a.b".value=1"#),
        ]
        let result = read(
            sound("run_cap: 9\nresources: {memory: 1GiB}", parameters: "{model.lr: {values: [3]}}"),
            overrides: overrides,
            defaults: ["resources": ["memory": "5GiB", "cpus": 1], "max_parallel": 3, "run_cap": 1])
        let specification = try #require(result.specification)
        #expect(specification.runCap == 5)
        #expect(
            specification.resources
                == ResourceRequest(cpus: 2, memory: ByteCount(bytes: 1 << 30), devices: DeviceRequest()))
        #expect(specification.parameters.map(\.distribution) == [.constant(1), .categorical([1, 2])])
        #expect(specification.parameters[0].path == ["a.b"])
        #expect(specification.name == "n")
        #expect(specification.maxParallel == 3)
        #expect(specification.env == [EnvironmentEntry("X", "a=b")])
    }

    @Test("defaults are merged one level deep: what the file defines is defined by it alone")
    func mergedDefaults() throws {
        let result = read(
            sound("env: {A: '1'}", parameters: "{x: {values: [3]}}"),
            defaults: ["parameters": ["x": ["value": 1], "y": ["value": 2]], "env": ["A": "0", "B": "2"]])
        let specification = try #require(result.specification)
        #expect(specification.parameters.map(\.distribution) == [.categorical([3]), .constant(2)])
        #expect(Set(specification.env) == [EnvironmentEntry("A", "1"), EnvironmentEntry("B", "2")])
    }

    @Test("null as an override takes a key away, the default beneath it too; as a parameter's value it is null")
    func nullOverrides() throws {
        let text = sound("run_cap: 9\nresources: {memory: 1GiB, cpus: 2}", parameters: "{x: {value: 3}, y: {value: 1}}")
        let keys = ["run_cap", "resources.cpus", "max_parallel", "parameters.x.value", "parameters.y", "time_limit"]
        let result = read(
            text, overrides: try keys.map { try SpecificationOverride("\($0)=null") }, defaults: ["max_parallel": 3])
        let specification = try #require(result.specification, "\(result.diagnostics)")
        #expect(specification.runCap == nil && specification.maxParallel == nil && specification.timeLimit == nil)
        #expect(specification.resources == ResourceRequest(memory: ByteCount(bytes: 1 << 30), devices: DeviceRequest()))
        #expect(specification.parameters == [ParameterDefinition(path: ["x"], distribution: .constant(.null))])
        let missing = read(text, overrides: [try SpecificationOverride("method=null")])
        #expect(missing.diagnostics.map(\.message) == ["'method' is missing"])
    }

    @Test("an override that is none is a usage fault", arguments: ["run_cap", "=5", "a..b=1", "a=[1"])
    func badOverrides(text: String) {
        #expect { try SpecificationOverride(text) } throws: { ($0 as? Fault)?.code == .usage }
    }

    @Test("a fault in an override names the key, without a place in the file")
    func overrideFaults() throws {
        let result = read(sound(), overrides: [try SpecificationOverride("run_cap=none")])
        #expect(
            result.diagnostics.map { $0.text(file: "f") } == [
                "f: error: expected 'run_cap' to be an integer of at least 1, got: 'none'"
            ])
    }

    @Test("the whole result as one fault carries every diagnostic")
    func asFault() {
        let result = read("method: gird\nx: 1")
        #expect {
            try result.get(file: "s.yaml")
        } throws: { error in
            let fault = error as? Fault
            return fault?.code == .specification && fault?.message == "cannot use 's.yaml': 3 errors"
                && fault?.details == result.diagnostics
        }
    }

    @Test("what is asked of GPUs arrives key by key")
    func devices() {
        let text = """
            method: grid
            program: x.py
            parameters: {x: {value: 1}}
            gpu_idle: stop
            resources: {gpus: 2, gpu_memory: 10GiB, gpu_model: "A100*", gpu_vendor: nvidia, visible_devices: uuid}
            """
        let specification = SpecificationReader.read(Array(text.utf8)).specification
        #expect(
            specification?.resources.devices
                == DeviceRequest(
                    count: .exactly(2), memory: ByteCount(bytes: 10 << 30), model: "A100*", vendor: .nvidia,
                    visible: .uuid))
        #expect(specification?.gpuIdle == .stop)
        let shared = SpecificationReader.read(
            Array(text.replacing("gpus: 2, gpu_memory: 10GiB", with: "gpu_share: 0.25").utf8)
        ).specification
        #expect(shared?.resources.devices.share == DeviceShare(millionths: 250_000))
    }
}
