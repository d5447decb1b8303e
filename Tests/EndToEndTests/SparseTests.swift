import SweepModel
import TestSupport
import Testing

/// Sweeps whose constraints hardly any point fulfils.
@Suite struct SparseTests {
    @Test func `the one feasible point among a million is found, while other sweeps go on`() async throws {
        try await DaemonFixture.with { sweepd in
            let sparse = """
                method: grid
                command: [/bin/true]
                parameters: {a: {min: 1, max: 1000}, b: {min: 1, max: 1000}}
                constraints: ['a == 617 and b == 388']
                """
            let name = try await sweepd.submit(sparse)
            let other = try await sweepd.complete(
                "method: grid\ncommand: [/bin/true]\nparameters: {x: {values: [1, 2]}}")
            #expect(try await sweepd.json("status", other)["counts"]?["finished"] == 2)
            #expect(try await sweepd.sweepctl("wait", name).code == 0)
            #expect(try await sweepd.runs(name).map { $0["parameters"] } == [["a": 617, "b": 388]])
            #expect(try await sweepd.json("status", name)["state"] == "finished")
        }
    }

    @Test func `explain says that a sweep looks for its next point`() async throws {
        try await DaemonFixture.with { sweepd in
            // More positions than anybody looks at, of which the very last is the second that fits.
            let name = try await sweepd.submit(
                """
                method: grid
                command: [/bin/true]
                parameters: {a: {min: 1, max: 1000000}, b: {min: 1, max: 1000000}}
                constraints: ['a + b == 2 or a + b == 2000000']
                """)
            try await sweepd.event("finished", of: "\(name)/1")
            let why = try await sweepd.sweepctl("explain", name).output
            #expect(why.contains("looking for its next point that fulfils the constraints"), "\(why)")
            #expect(try await sweepd.sweepctl("cancel", name).code == 0)
        }
    }

    @Test(arguments: [
        ("x: {min: 1, max: 9}", "x > 9", "no point fulfils"),
        ("x: {min: 0.0, max: 1.0}", "x > 2", "none of the many points looked at fulfils"),
    ])
    func `without a point that fulfils the constraints there is nothing to expand or submit`(
        parameter: String, constraint: String, reason: String
    ) async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write(
                "work/sweep.yaml",
                """
                method: random
                command: [/bin/true]
                parameters: {\(parameter)}
                constraints: ['\(constraint)']
                """)
            for words in [["expand", "--count", "3"], ["submit"]] {
                let result = try await sweepd.sweepctl(words + ["sweep.yaml"])
                #expect(result.code == 7 && result.errors.contains(reason), "\(result)")
            }
        }
    }

    @Test func `a file of points that only warns is taken`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/points.yaml", "- {a: 1e-3}\n- {a: 010}\n")
            try sweepd.scratch.write("work/sweep.yaml", "method: list\ncommand: [/bin/true]\npoints: points.yaml\n")
            let result = try await sweepd.sweepctl("expand", "sweep.yaml")
            #expect(result.code == 0 && result.output.split(separator: "\n").count == 2, "\(result)")
            #expect(result.errors.contains("YAML 1.1"), "\(result)")
        }
    }

    @Test func `none of several sparse sweeps keeps the others from their points`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            var sweeps: [String] = []
            for last in 1...4 {
                let terms = Array(repeating: "a", count: last * 20).joined(separator: " + ")
                sweeps.append(
                    try await sweepd.submit(
                        """
                        method: grid
                        command: [/bin/true]
                        parameters: {a: {min: 1, max: 1000}, b: {min: 1, max: 30}}
                        constraints: ['\(terms) == \(last * 20) * 900 and b == \(last)']
                        """))
            }
            for (index, sweep) in sweeps.enumerated() {
                #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
                let found = try await sweepd.runs(sweep).map { $0["parameters"] }
                #expect(found == [["a": 900, "b": .int(Int64(index + 1))]])
            }
        }
    }
}
