import Glibc
import SweepModel
import TestSupport
import Testing

/// The doctor on whatever host the tests run on.
@Suite struct DoctorTests {
    @Test func `the doctor finds the daemon, and its exit code is its worst finding`() async throws {
        try await DaemonFixture.with { sweepd in
            let result = try await sweepd.sweepctl("doctor", "--json")
            let findings = try result.json().arrayValue ?? []
            let verdicts = Set(findings.compactMap { $0["verdict"]?.stringValue })
            #expect(verdicts.isSubset(of: ["ok", "warning", "fault"]) && findings.count > 5, "\(result)")
            #expect(result.code == (verdicts.contains("fault") ? 1 : 0), "\(result)")
            let daemon = findings.first { $0["check"] == "daemon" }
            #expect(daemon?["verdict"] == "ok", "\(result)")
            for finding in findings {
                #expect(finding["verdict"] == "ok" || finding["remedy"]?.stringValue != nil, "\(finding)")
            }
        }
    }

    @Test func `a daemon that hangs is a fault and holds nobody up, and every finding is told all the same`()
        async throws
    {
        try await DaemonFixture.with { sweepd in
            try sweepd.daemon.signal(SIGSTOP)
            defer { try? sweepd.daemon.signal(SIGCONT) }
            let result = try await sweepd.sweepctl("doctor", environment: ["SWEEPD_DEVICES": "none"])
            #expect(result.code == 1 && result.output.contains("has not answered within 5"), "\(result)")
            #expect(result.output.contains("secrets: 0 kept"), "\(result)")
            let words = ["---completion", "status", "--", "positional@0", "1", "0"]
            let names = try await sweepd.sweepctl(words)
            #expect(names.output.contains("@last"), "\(names)")
        }
    }

    @Test func `with --system it looks at the system's files, whatever daemon else there is`() async throws {
        try await DaemonFixture.with { sweepd in
            let result = try await sweepd.sweepctl("doctor", "--system", "--json")
            let findings = try result.json().arrayValue ?? []
            let configuration = findings.first { $0["check"] == "configuration" }
            #expect(configuration?["looked_for"] == "/etc/sweepd/config.yaml, without a fault", "\(result)")
            #expect(findings.contains { $0["check"] == "run-as" }, "\(result)")
            let own = try await sweepd.sweepctl("doctor", "--json").json().arrayValue ?? []
            #expect(!own.contains { $0["check"] == "run-as" }, "\(own)")
        }
    }
}
