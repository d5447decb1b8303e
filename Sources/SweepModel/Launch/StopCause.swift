/// Why sweepd itself stops an attempt, where no person did.
package struct StopCause: Hashable, Sendable, Codable {
    /// How it is to end; nil where that is as it comes.
    package let outcome: Outcome?
    /// For people.
    package let words: String

    package init(_ words: String, outcome: Outcome? = nil) {
        self.words = words
        self.outcome = outcome
    }
}
