/// What was looked for on this host, what was found, and the command that mends it: one line of `sweepctl doctor`, and
/// of whatever else explains a host. Nobody ever executes the command for the user.
package struct Finding: Hashable, Codable, Sendable {
    package enum Verdict: String, Codable, Sendable, CaseIterable {
        case ok
        /// It works, with something missing that a user may miss one day.
        case warning
        /// Something does not work.
        case fault
    }

    /// What was examined: a stable name, such as `subordinate-ids`.
    package var check: String
    package var verdict: Verdict
    /// What was looked for, as a noun phrase.
    package var lookedFor: String
    /// What was found instead or indeed.
    package var found: String
    /// The command that mends it, or what to do where no single command does; nil where nothing is to be mended.
    package var remedy: String?

    package init(
        _ check: String, _ verdict: Verdict = .ok, lookedFor: String, found: String, remedy: String? = nil
    ) {
        self.check = check
        self.verdict = verdict
        self.lookedFor = lookedFor
        self.found = found
        self.remedy = remedy
    }

    /// `fault    podman: 3.4.2 (looked for 4.3 or later)`, and its remedy beneath.
    package var lines: [String] {
        let word = verdict.rawValue
        let padding = String(repeating: " ", count: max(1, 9 - word.utf8.count))
        let line = "\(word)\(padding)\(check): \(found) (looked for \(lookedFor))"
        return [line] + (remedy.map { ["         mend: \($0)"] } ?? [])
    }
}
