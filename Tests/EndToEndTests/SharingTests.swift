import SweepModel
import TestSupport
import Testing

/// What one user may have at once.
@Suite struct SharingTests {
    @Test func `limits hold runs back, refuse a sweep too many, and are named`() async throws {
        let configuration = try Scratch()
        try configuration.write("config.yaml", "limits: {users: {default: {runs: 1, sweeps: 2}}}\n")
        let options = ["--config", configuration("config.yaml")]
        try await DaemonFixture.with(slots: 2, options: options) { sweepd in
            let first = try await GatedSweep.submit(sweepd, runs: 2)
            _ = try await first.started.line()
            let second = try await GatedSweep.submit(sweepd, runs: 1, name: "second")
            let why = try await sweepd.sweepctl("explain", second.id).output
            #expect(why.contains("limit limits.users.default: 1 of 1 runs execute"), "\(why)")
            let refused = try await sweepd.sweepctl("submit", "second.yaml")
            #expect(refused.code == 8)
            #expect(
                refused.errors.contains("cannot submit: limits.users.default.sweeps allows 2, and 2 have not ended"),
                "\(refused.errors)")
            #expect(try await sweepd.sweepctl("cancel", second.id).code == 0)
            #expect(try await sweepd.sweepctl("submit", "second.yaml").code == 0)
        }
    }
}
