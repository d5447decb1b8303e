internal import SweepControl
package import SweepModel

/// All findings of one examination, in the order of the checks.
package struct DoctorReport: Hashable, Sendable {
    package let findings: [Finding]

    package init(_ findings: [Finding]) { self.findings = findings }

    /// 0 where nothing is at fault, else 1; warnings do not count.
    package var exitCode: Int32 { count(.fault) == 0 ? 0 : 1 }

    /// A list of objects with `check`, `verdict`, `looked_for`, `found` and `remedy`.
    ///
    /// - Throws: `internal` where it cannot be written.
    package func json() throws(Fault) -> String { try Wire.json(findings).text() + "\n" }

    /// The last word of it for a person.
    package var summary: String {
        let (faults, warnings) = (count(.fault), count(.warning))
        if faults + warnings == 0 { return "nothing is at fault" }
        return "\(faults.counted("fault")), \(warnings.counted("warning"))"
    }

    private func count(_ verdict: Finding.Verdict) -> Int { findings.count { $0.verdict == verdict } }
}
