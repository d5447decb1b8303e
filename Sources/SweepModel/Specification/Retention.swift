/// How long what runs left is kept, where nobody says otherwise by hand; `gc` carries it out.
package struct Retention: Hashable, Codable, Sendable {
    /// Of how many of a sweep's best runs the files are kept; nil keeps all.
    package var bestArtifacts: Int?
    /// How long the files and logs of a run that failed are kept after its end.
    package var failed: Span?
    /// How long captured output is kept after a run's end.
    package var logs: Span?

    package init(bestArtifacts: Int? = nil, failed: Span? = nil, logs: Span? = nil) {
        self.bestArtifacts = bestArtifacts
        self.failed = failed
        self.logs = logs
    }

    /// These rules, with those of `lower` where this says nothing.
    package func laid(over lower: Retention?) -> Retention {
        Retention(
            bestArtifacts: bestArtifacts ?? lower?.bestArtifacts, failed: failed ?? lower?.failed,
            logs: logs ?? lower?.logs)
    }

    package var isEmpty: Bool { self == Retention() }
}
