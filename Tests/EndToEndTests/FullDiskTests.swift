import Glibc
import SweepModel
import TestSupport
import Testing

/// A disk that a run fills: everybody is told, and nothing is lost.
@Suite struct FullDiskTests {
    private static let filling = "cat /dev/zero > $SWEEP_RUN_DIR/filler"

    @Test func `what runs do on a full disk is told once there is room`() async throws {
        try await DaemonFixture.with(disk: "32m") { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 2, keys: "max_parallel: 1", before: "test $SWEEP_RUN_INDEX = 2 || " + Self.filling,
                after: "exit 3")
            #expect(try await sweep.started.line() == "1.1")
            let refused = try await sweepd.sweepctl(
                "submit", "-", input: "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}")
            #expect(refused.code == 8 && refused.errors.contains("the disk is full"), "\(refused)")
            #expect(refused.errors.contains("hint: free space"), "\(refused)")
            #expect(try await sweepd.json("status", sweep.id)["state"] == "running")
            sweep.goOn.release()
            try await sweepd.exitRecord(of: sweep.id + "/1", attempt: 1)
            #expect(unlink(try sweepd.visible(sweepd.runDirectory(sweep.id + "/1/files/filler"))) == 0)
            #expect(try await sweep.started.line() == "2.1")
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 1)
            for run in try await sweepd.runs(sweep.id) {
                #expect(run["state"] == "failed" && run["exit_code"] == 3 && run["attempts"] == 1, "\(run)")
            }
            #expect(try await sweepd.json("sweeps").arrayValue?.count == 1)
        }
    }
}
