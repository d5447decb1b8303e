internal import SweepModel

/// Collects the faults and warnings of one file.
final class FaultLog {
    private var entries: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []
    /// In the order in which they were found.
    private(set) var unsupported: [Diagnostic] = []
    /// More would help nobody.
    private static let entriesMax = 1000

    func error(_ place: Place, _ message: String, hint: String? = nil) { add(.error, place, message, hint) }
    func warning(_ place: Place, _ message: String, hint: String? = nil) { add(.warning, place, message, hint) }

    /// What is sound and cannot be run yet: no fault of the file, and one of its submission.
    func unsupported(_ place: Place, _ subject: String, hint: String? = nil) {
        guard unsupported.count < Self.entriesMax else { return }
        unsupported.append(
            Diagnostic(
                .error, line: place.line, column: place.column, "\(subject) is not supported yet", hint: hint))
    }

    /// `expected 'KEY' to be X, got: Y`
    func expected(_ key: String, _ expectation: String, got element: Element, hint: String? = nil) {
        error(element.place, "expected \(quoted(key)) to be \(expectation), got: \(element.shown)", hint: hint)
    }

    private func add(_ severity: Diagnostic.Severity, _ place: Place, _ message: String, _ hint: String?) {
        add(Diagnostic(severity, line: place.line, column: place.column, message, hint: hint))
    }

    func add(_ entry: Diagnostic) {
        // An alias shows the same value twice.
        guard seen.insert(entry).inserted, entries.count < Self.entriesMax || entry.severity == .error && !hasErrors
        else {
            return
        }
        entries.append(entry)
    }

    var hasErrors: Bool { entries.contains { $0.severity == .error } }

    /// All of them in the order of the file.
    var sorted: [Diagnostic] {
        entries.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset) < (
                right.element.line, right.element.column, right.offset
            )
        }.map(\.element)
    }
}
