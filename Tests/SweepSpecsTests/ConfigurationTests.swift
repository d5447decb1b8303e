import SweepModel
import SweepSpecs
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    private func read(_ text: String) -> (configuration: DaemonConfiguration?, diagnostics: [Diagnostic]) {
        DaemonConfiguration.read(Array(text.utf8))
    }

    @Test("every key that is built arrives where it belongs")
    func everything() {
        let (configuration, diagnostics) = read(
            """
            storage: {state: /var/lib/s, runs: /data/runs}
            engine: none
            defaults: {max_parallel: 2, resources: {cpus: 1}}
            limits: {slots: 4, cpus: 8, memory: 4GiB, log_size: 10MiB}
            """)
        var expected = DaemonConfiguration()
        expected.state = "/var/lib/s"
        expected.runs = "/data/runs"
        expected.defaults = ["max_parallel": 2, "resources": ["cpus": 1]]
        expected.limits.slots = 4
        expected.limits.cpus = 8
        expected.limits.memory = ByteCount(bytes: 4 << 30)
        expected.limits.logSize = ByteCount(bytes: 10 << 20)
        #expect(configuration == expected)
        #expect(diagnostics == [])
    }

    @Test("what would be wrong beneath every file is a fault of the configuration, what a file may add is none")
    func defaults() {
        let text = """
            defaults:
              run_cap: many
              retry: {max: 5000}
              command: [python, train.py, "${lr}"]
              constraints: ["lr > 0.5", "lr >"]
              method: grid
              env: {A-B: x}
            """
        let (configuration, diagnostics) = read(text)
        #expect(configuration == nil)
        #expect(
            diagnostics.map { $0.text(file: "c").split(separator: "\n")[0] } == [
                "c:2:12: error: expected 'defaults.run_cap' to be an integer of at least 1, got: 'many'",
                "c:3:16: error: expected 'retry.max' to be an integer from 0 to 1000, got: '5000'",
                "c:5:34: error: in the constraint: expected a value, got the end",
                "c:7:9: error: expected a variable's name to be letters, digits and '_', got: 'A-B'",
            ])
        #expect(read("defaults: {method: random, seed: 1, points: p.csv, metric: {name: loss}}").diagnostics == [])
        #expect(read("defaults: 3").diagnostics.map(\.line) == [1])
    }

    @Test("a file without a key is a configuration", arguments: ["", "\n\n", "# nothing\n  # here\n"])
    func empty(text: String) {
        #expect(read(text).configuration == DaemonConfiguration())
    }

    @Test("all faults are told at once")
    func faults() {
        let text = """
            run_as: service
            storge: {}
            storage: {state: relative}
            engine: podman
            defaults: {max_paralel: 2, secrets: [A]}
            limits: {slots: 0}
            """
        let (configuration, diagnostics) = read(text)
        #expect(configuration == nil)
        #expect(
            diagnostics.map { $0.text(file: "c").split(separator: "\n")[0] } == [
                "c:1:1: error: 'run_as' is not supported yet",
                "c:2:1: error: unknown key 'storge'",
                "c:3:18: error: expected 'storage.state' to be an absolute path, got: 'relative'",
                "c:4:9: error: expected 'engine' to be none, got: 'podman'",
                "c:5:12: error: unknown key 'defaults.max_paralel'",
                "c:5:28: error: 'defaults.secrets' is not supported yet",
                "c:6:17: error: expected 'limits.slots' to be an integer from 1 to 100000, got: '0'",
            ])
        #expect(diagnostics[1].hint == "did you mean 'storage'?")
    }
}
