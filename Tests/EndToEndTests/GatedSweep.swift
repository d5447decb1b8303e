import SweepModel
import TestSupport

/// A sweep whose runs say that they have started, and end when they are told to.
struct GatedSweep: Sendable {
    let started: Gate
    let goOn: Gate
    let id: String

    /// - Parameters:
    ///   - count: how many runs.
    ///   - keys: further lines of the specification.
    ///   - before, after: shell text around the wait.
    static func submit(
        _ sweepd: DaemonFixture, runs count: Int, name: String = "gated", keys: String = "", before: String = "",
        after: String = ""
    ) async throws -> GatedSweep {
        let started = try Gate(sweepd.scratch(name + ".started"))
        let goOn = try Gate(sweepd.scratch(name + ".go"))
        try sweepd.scratch.write(
            "work/\(name).sh",
            """
            \(before)
            echo $SWEEP_RUN_INDEX.$SWEEP_ATTEMPT >> \(started.path)
            read answer < \(goOn.path)
            \(after)
            """)
        let id = try await sweepd.submit(
            """
            name: \(name)
            method: grid
            command: [/bin/sh, \(name).sh]
            parameters: {x: {values: \(Array(1...count))}}
            \(keys)
            """, file: name + ".yaml")
        return GatedSweep(started: started, goOn: goOn, id: id)
    }
}
