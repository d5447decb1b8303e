internal import SweepModel

/// Collects the faults and warnings of one file.
final class FaultLog {
    private var entries: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []
    /// In the order in which they were found.
    private(set) var unsupported: [Diagnostic] = []
    /// More would help nobody.
    private static let entriesMax = 1000
    private var suggestions = 0
    /// Each costs a look at every name that there is.
    private static let suggestionsMax = 20

    func error(_ place: Place, _ message: String, hint: String? = nil) { add(.error, place, message, hint) }
    func warning(_ place: Place, _ message: String, hint: String? = nil) { add(.warning, place, message, hint) }

    /// Whether what is found from here on is left out.
    var isFull: Bool { entries.count >= Self.entriesMax && hasErrors }

    /// What a name that is not there may have been meant to be, for the first few faults.
    func suggestion(for name: String, among names: some Sequence<String>) -> String? {
        guard suggestions < Self.suggestionsMax, !isFull else { return nil }
        suggestions += 1
        return Suggestion.hint(for: name, among: names)
    }

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
        guard !isFull, entries.count < Self.entriesMax || entry.severity == .error else { return }
        // An alias shows the same value twice.
        if seen.insert(entry).inserted { entries.append(entry) }
        if entry.severity == .error { hasErrors = true }
    }

    private(set) var hasErrors = false

    /// All of them in the order of the file.
    var sorted: [Diagnostic] {
        entries.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset) < (
                right.element.line, right.element.column, right.offset
            )
        }.map(\.element)
    }
}
