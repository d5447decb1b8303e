import Glibc
import SweepModel
import TestSupport
import Testing

/// A configuration that changes under a running daemon.
@Suite struct ReloadTests {
    private static let greedy = """
        method: grid
        command: [/bin/true]
        parameters: {x: {value: 1}}
        resources: {cpus: 1, memory: 40MiB}
        """

    @Test func `SIGHUP has the configuration read anew, and a faulty one is refused whole`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let home = try Scratch()
            try home.write("sweepd/config.yaml", "limits: {memory: 20MiB}\n")
            let daemon = try sweepd.spawn(environment: ["XDG_CONFIG_HOME": home.path])
            try await daemon.becomesReady()
            try await Self.submits(sweepd, code: 8)
            try home.write("sweepd/config.yaml", "limits: {memory: 1GiB}\ndefaults: {max_parallel: 4}\n")
            daemon.signal(SIGHUP)
            try await Self.submits(sweepd, code: 0)
            try home.write("sweepd/config.yaml", "limits: {memory: 20MiB, slots: 0}\n")
            daemon.signal(SIGHUP)
            // The signal has been taken when the one after it shows.
            try await Self.submits(sweepd, code: 0)
            try home.write("sweepd/config.yaml", "limits: {memory: 20MiB}\n")
            daemon.signal(SIGHUP)
            try await Self.submits(sweepd, code: 8)
            // What one user may have is read anew too.
            try home.write("sweepd/config.yaml", "limits: {memory: 1GiB}\n")
            daemon.signal(SIGHUP)
            try await Self.submits(sweepd, code: 0)
            try home.write("sweepd/config.yaml", "limits: {memory: 1GiB, users: {default: {sweeps: 1}}}\n")
            daemon.signal(SIGHUP)
            try await Self.submits(sweepd, code: 8)
            daemon.signal(SIGTERM)
            _ = try await daemon.end()
        }
    }

    /// Asks until the answer is the wanted one, for what a signal causes comes some time after it.
    private static func submits(_ sweepd: DaemonFixture, code: Int32) async throws {
        var last: Command.Result?
        for _ in 0..<200 {
            last = try await sweepd.sweepctl(["submit", "-", "--hold"], input: greedy)
            if last?.code == code { return }
        }
        Issue.record("submit never ended with \(code): \(last as Any)")
    }
}
