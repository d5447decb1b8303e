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
}
