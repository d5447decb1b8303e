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
}
