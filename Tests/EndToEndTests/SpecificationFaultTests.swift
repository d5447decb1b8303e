import SweepModel
import TestSupport
import Testing

/// A specification that cannot be meant is refused with every fault located; nothing is submitted.
@Suite struct SpecificationFaultTests {
    private struct Case {
        let text: String
        /// What must stand on standard error.
        let fragments: [String]

        init(_ text: String, _ fragments: String...) {
            self.text = text
            self.fragments = fragments
        }
    }

    private static let cases = [
        Case("method: grid\nparameters: {x: {value: 1}}", "sweep.yaml:1:1: error:", "program"),
        Case(
            "method: grid\nprogram: gone.py\nparameters: {x: {value: 1}}", "cannot find the program 'gone.py'",
            "relative to where sweepctl is called"),
        Case(
            "method: grid\ncommand: [/bin/true]\nparametrs: {x: {value: 1}}", "sweep.yaml:3:1: error: unknown key",
            "did you mean 'parameters'?"),
        Case("method: grid\ncommand: [/bin/true]\nparameters: 5", "sweep.yaml:3:13: error:", "mapping"),
        Case(
            "method: random\ncommand: [/bin/true]\nparameters: {x: {min: 2, max: 1}}", "sweep.yaml:3:23: error:",
            "less than 'max'"),
        Case(
            "method: random\ncommand: [/bin/true]\nparameters: {x: {min: .nan, max: 1}}", "sweep.yaml:3:23: error:",
            "finite"),
        Case(
            "method: grid\ncommand: [/bin/true]\nparameters: {x: {values: []}}", "sweep.yaml:3:26: error:",
            "at least one value"),
        Case(
            "metod: grid\ncommand: [/bin/true]\nparameters: {x: {values: []}}\nrun_cap: many", "sweep.yaml:1:1: error:",
            "sweep.yaml:3:26: error:", "sweep.yaml:4:10: error:"),
        Case(
            "method: grid\nconstraints: [x < z]\ncommand: [/bin/true]\nparameters: {x: {value: 1}}",
            "sweep.yaml:2:19: error: in the constraint: unknown name 'z'"),
        Case(
            "method: bayes\nmetric: {name: a}\ncommand: [/bin/true]\nparameters: {x: {values: [1, 2]}}",
            "sweep.yaml:1:9: error: the method 'bayes' is not supported yet"),
        Case(
            "method: list\npoints: gone.csv\ncommand: [/bin/true]", "cannot read the points", "No such file"),
        Case("method: list\npoints: plain\ncommand: [/bin/true]", "cannot tell what kind of points"),
        Case("method: list\npoints: 'no/*.env'\ncommand: [/bin/true]", "cannot find the points 'no/*.env'"),
        Case("", "empty"),
        Case(
            "method: grid\ncommand: [/no/such/program]\nparameters: {x: {value: 1}}",
            "cannot start '/no/such/program': there is no file"),
        Case("method: grid\ncommand: [no-such-program]\nparameters: {x: {value: 1}}", "it is not in PATH"),
        Case("method: grid\ncommand: [./plain]\nparameters: {x: {value: 1}}", "it is not executable", "chmod +x"),
        Case("a: &a [x, x, x, x, x, x, x, x, x]\n" + aliasBomb, "alias"),
        Case("method: grid\ncommand: [/bin/true, \"a\\0b\"]\nparameters: {x: {value: 1}}", "error:"),
    ]

    private static let aliasBomb = zip("abcdefgh", "bcdefghi").map { last, next in
        "\(next): &\(next) [\(Array(repeating: "*\(last)", count: 9).joined(separator: ", "))]\n"
    }.joined()

    @Test func `each fault is told with its place and what to do`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/plain", "no program", mode: 0o644)
            for fault in Self.cases {
                try sweepd.scratch.write("work/sweep.yaml", fault.text)
                for verb in ["submit", "try"] {
                    let result = try await sweepd.sweepctl(verb, "sweep.yaml")
                    #expect(result.code == 7 && result.output.isEmpty, "\(fault.text): \(result)")
                    for fragment in fault.fragments {
                        #expect(result.errors.contains(fragment), "'\(fragment)' of \(fault.text): \(result)")
                    }
                }
            }
            #expect(try await sweepd.json("sweeps") == [])
        }
    }

    @Test func `a file that cannot be read is told as such`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write("work/huge.yaml", String(repeating: "# 50 MB of nothing\n", count: 2_700_000))
            try sweepd.scratch.write("work/bytes.yaml", bytes: [0x6d, 0x3a, 0x20, 0xff, 0xfe, 0x0a])
            for (file, fragment) in [
                ("huge.yaml", "the limit of 1"), ("bytes.yaml", "UTF-8"), (".", "it is a folder"),
                ("gone.yaml", "gone.yaml"),
                ("/proc/self/mem", "cannot read"),
            ] {
                let result = try await sweepd.sweepctl("validate", file)
                #expect(result.code == 7 && result.errors.contains(fragment), "\(file): \(result)")
            }
        }
    }

    @Test func `more than this host can ever give is refused`() async throws {
        try await DaemonFixture.with { sweepd in
            for want in ["cpus: 4096", "memory: 900TiB"] {
                let text = "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}\nresources: {\(want)}"
                let result = try await sweepd.sweepctl("submit", "-", input: text)
                #expect(result.code == 8, "\(result)")
            }
            #expect(try await sweepd.json("sweeps") == [])
        }
    }

    @Test func `values that share a variable are told, and reach the program all the same`() async throws {
        try await DaemonFixture.with { sweepd in
            let result = try await sweepd.sweepctl(
                "submit", "-", "--wait",
                input: """
                    method: grid
                    command: [/bin/sh, -c, 'test -z "$PARAM_X" -a "$1" = 1 -a "$2" = 2', sh, '${x}', '${X}']
                    parameters: {x: {value: 1}, X: {value: 2}}
                    """)
            #expect(result.code == 0 && result.errors.contains("PARAM_X"), "\(result)")
        }
    }
}
