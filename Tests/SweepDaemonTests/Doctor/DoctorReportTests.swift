import SweepModel
import Testing

@testable import SweepDaemon

@Suite struct DoctorReportTests {
    private static let findings = [
        Finding("podman", lookedFor: "podman 4.3 or later", found: "4.3.1"),
        Finding("lingering", .warning, lookedFor: "a linger file", found: "none", remedy: "loginctl enable-linger ana"),
    ]

    @Test func `warnings leave the exit code alone, faults do not`() {
        #expect(DoctorReport(Self.findings).exitCode == 0)
        let fault = Finding("conmon", .fault, lookedFor: "conmon", found: "not installed")
        #expect(DoctorReport(Self.findings + [fault]).exitCode == 1)
    }

    @Test func `people read a line each, with the command beneath, and a last word`() {
        #expect(
            Self.findings.flatMap(\.lines) + [DoctorReport(Self.findings).summary] == [
                "ok       podman: 4.3.1 (looked for podman 4.3 or later)",
                "warning  lingering: none (looked for a linger file)",
                "         mend: loginctl enable-linger ana", "0 faults, 1 warning",
            ])
    }

    @Test func `programs read a list with five members each`() throws {
        let json = try JSONParser.parse(try DoctorReport(Self.findings).json())
        #expect(
            json.arrayValue?.first
                == [
                    "check": "podman", "verdict": "ok", "looked_for": "podman 4.3 or later", "found": "4.3.1",
                    "remedy": nil,
                ])
    }
}
