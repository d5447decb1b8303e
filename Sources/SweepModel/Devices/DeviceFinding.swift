/// One thing that GPUs need of this host: what was found of it, and what mends it.
package struct DeviceFinding: Hashable, Sendable {
    package enum Verdict: String, Hashable, Sendable, CaseIterable, Codable {
        /// As it should be.
        case found
        /// Not there, and nothing lacks it.
        case absent
        /// Not as it should be: some run cannot have a GPU, or may lose it.
        case missing
    }

    package let vendor: Vendor
    /// What was looked for, in a few words: `driver`, `CDI specification`.
    package let subject: String
    package let verdict: Verdict
    /// For people.
    package let words: String
    /// The command that mends it; nil where nothing is to be mended, or no command does.
    package let hint: String?

    package init(_ vendor: Vendor, _ subject: String, _ verdict: Verdict, _ words: String, hint: String? = nil) {
        self.vendor = vendor
        self.subject = subject
        self.verdict = verdict
        self.words = words
        self.hint = hint
    }
}
