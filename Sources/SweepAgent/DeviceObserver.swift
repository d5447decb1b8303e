package import SweepModel

/// Whoever looks at what attempts do with their devices. Calls come from any thread, and block none.
package protocol DeviceObserver: Sendable {
    /// The program of an attempt with devices was started.
    func began(_ plan: LaunchPlan, at: Instant)

    /// An attempt is over: what it used of its devices, as far as anybody looked. Takes a second at most.
    func ended(_ attempt: AttemptID) async -> [DeviceUsage]
}

/// Why sweepd itself stops an attempt, where no person did.
package struct StopCause: Hashable, Sendable {
    /// How it is to end; nil where that is as it comes.
    package let outcome: Outcome?
    /// For people.
    package let words: String

    package init(_ words: String, outcome: Outcome? = nil) {
        self.words = words
        self.outcome = outcome
    }
}
