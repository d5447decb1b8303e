package import SweepModel

/// Changes of a live sweep.
package struct EditRequest: Codable, Hashable, Sendable {
    package var set: [Override]
    /// More explicit points, which go behind those that the sweep has.
    package var points: PointsReference?

    package init(set: [Override], points: PointsReference? = nil) {
        self.set = set
        self.points = points
    }
}

/// What an edit changed.
package struct EditResponse: Codable, Hashable, Sendable {
    package struct Change: Codable, Hashable, Sendable {
        /// A dotted key of the specification.
        package var key: String
        /// As people read them; null where there was, or is, none.
        package var old: String?
        package var new: String?

        package init(key: String, old: String?, new: String?) {
            self.key = key
            self.old = old
            self.new = new
        }
    }

    package var sweep: SweepID
    package var state: SweepState
    /// The revision that holds now; the one before where nothing changed.
    package var revision: Int
    package var changes: [Change]
    /// How many points were added.
    package var points: Int64
    /// How many runs it can have now; null where that is unbounded.
    package var runs: Int64?
    /// What the user should know of it.
    package var notes: [String]

    package init(
        sweep: SweepID, state: SweepState, revision: Int, changes: [Change], points: Int64, runs: Int64?,
        notes: [String]
    ) {
        self.sweep = sweep
        self.state = state
        self.revision = revision
        self.changes = changes
        self.points = points
        self.runs = runs
        self.notes = notes
    }
}

/// Explicit points that lie beside the source snapshots: JSON objects, one a line, in a file named by its SHA-256.
package struct PointsReference: Codable, Hashable, Sendable {
    package static let countMax: Int64 = 2_000_000

    /// Lower-case hexadecimal.
    package var digest: String
    /// How many lines, 1 to ``countMax``.
    package var count: Int64

    package init(digest: String, count: Int64) {
        self.digest = digest
        self.count = count
    }
}
