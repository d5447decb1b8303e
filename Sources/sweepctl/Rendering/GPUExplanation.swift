internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// What was looked for so that runs can have GPUs, what was found, and what mends what is missing.
struct GPUExplanation {
    private let list: GPUList

    init(_ list: GPUList) { self.list = list }

    /// For each vendor a head, its findings and the driver's notes, a line each.
    func lines(_ style: Style) -> [String] {
        list.vendors.flatMap { vendor -> [String] in
            var lines = [head(vendor)]
            if let hint = vendor.hint { lines.append("  hint: \(VisibleText.line(hint))") }
            for finding in list.findings where finding.vendor == vendor.vendor { lines += Self.lines(finding, style) }
            return lines + vendor.notes.map { "  \(VisibleText.line($0))" }
        }
    }

    private func head(_ vendor: GPUVendorObject) -> String {
        let versions = [vendor.driver.map { "driver \($0)" }, vendor.runtime.map { "runtime \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
        let reason = vendor.reason.map { ": \($0)" } ?? ""
        let words = "\(vendor.vendor.name): \(vendor.outcome.rawValue)\(reason)"
        return VisibleText.line(words + (versions.isEmpty ? "" : " (\(versions))"))
    }

    private static func lines(_ finding: GPUFindingObject, _ style: Style) -> [String] {
        let (mark, tint): (String, Style.Tint?) =
            switch finding.verdict {
            case .found: ("✓", .green)
            case .absent: ("·", nil)
            case .missing: ("✗", .red)
            }
        let line = "  \(style.paint(mark, tint)) \(VisibleText.line("\(finding.subject): \(finding.words)"))"
        return [line] + (finding.hint.map { ["    hint: \(VisibleText.line($0))"] } ?? [])
    }
}
