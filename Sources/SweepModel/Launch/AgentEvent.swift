/// What an agent tells the scheduler about the attempts it follows, and the images that they need.
package enum AgentEvent: Hashable, Sendable, Codable {
    /// The runner began; from here on only it can say how the attempt ends.
    case started(AttemptID, at: Instant)
    /// Newly read metrics, in the order in which the program reported them, and how far that is.
    case metrics(AttemptID, [MetricPoint], CaptureProgress)
    /// The attempt ended, its processes are gone and everything it reported has been told.
    case ended(AttemptID, AttemptEnd)
    /// A restart proved that the runner never began.
    case neverStarted(AttemptID)
    /// Another daemon of this host has a device of the attempt, which then never starts.
    case deviceTaken(AttemptID, DeviceID, DeviceLock)
    /// What became of an image that it was to have.
    case image(ImageOrder, ImageAnswer)
    /// Something worth a line in the sweep's events, e.g. changed source files.
    case noted(AttemptID, String)
    /// A hook of a sweep was run, by its id; with the reason why it did not succeed, if it did not.
    case hookEnded(String, of: SweepID, String?)
}

/// How an attempt ended, with what was found out about it.
package struct AttemptEnd: Hashable, Sendable, Codable {
    package var outcome: Outcome
    package var at: Instant
    package var startedAt: Instant?
    package var duration: Span?
    /// The last line of standard error (else output), or why it could not be launched; for people.
    package var lastError: String?
    /// What it used of its devices, as far as anybody looked.
    package var devices: [DeviceUsage] = []

    package init(outcome: Outcome, at: Instant, startedAt: Instant?, duration: Span?, lastError: String?) {
        self.outcome = outcome
        self.at = at
        self.startedAt = startedAt
        self.duration = duration
        self.lastError = lastError
    }
}
