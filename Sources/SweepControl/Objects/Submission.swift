package import SweepModel

/// A new sweep.
package struct SubmissionRequest: Codable, Hashable, Sendable {
    /// The file, byte for byte.
    package var specification: String
    package var overrides: [Override]
    package var name: String?
    /// The same key and file again return the same sweep.
    package var key: String?
    package var hold: Bool
    package var context: SubmissionContext
    /// Explicit points that go behind those that stand in the file.
    package var points: PointsReference?
    /// Runs, `SWEEP/17`, whose points count as done.
    package var priorRuns: [String]?
    /// Sweeps the points of all of whose runs count as done.
    package var priorSweeps: [String]?

    package init(
        specification: String, overrides: [Override] = [], name: String? = nil, key: String? = nil,
        hold: Bool = false, context: SubmissionContext, points: PointsReference? = nil, priorRuns: [String]? = nil,
        priorSweeps: [String]? = nil
    ) {
        self.specification = specification
        self.overrides = overrides
        self.name = name
        self.key = key
        self.hold = hold
        self.context = context
        self.points = points
        self.priorRuns = priorRuns
        self.priorSweeps = priorSweeps
    }
}

/// What became of a submission.
package struct SubmissionResponse: Codable, Hashable, Sendable {
    package var sweep: SweepID
    /// How many runs it can have; null where that is unbounded.
    package var runs: Int64?

    package init(sweep: SweepID, runs: Int64?) {
        self.sweep = sweep
        self.runs = runs
    }
}

/// Another go for one run, or for the failed ones of a sweep.
package struct RetryRequest: Codable, Hashable, Sendable {
    /// Changes of the specification that hold for these runs.
    package var set: [Override]?
    /// Empties the run directory first, so that no checkpoint is found.
    package var fresh: Bool?
    /// The code as it is now (`--refresh-source`); null keeps that of the submission.
    package var source: SourceRecord?

    package init(set: [Override]? = nil, fresh: Bool? = nil, source: SourceRecord? = nil) {
        self.set = set
        self.fresh = fresh
        self.source = source
    }
}

/// How many runs wait again.
package struct RetryResponse: Codable, Hashable, Sendable {
    package var runs: Int
    package init(runs: Int) { self.runs = runs }
}

/// The run's parameters again, as a new sweep with changes.
package struct ResubmitRequest: Codable, Hashable, Sendable {
    package var set: [Override]?
    package var replicates: Int?
    package var name: String?

    package init(set: [Override]? = nil, replicates: Int? = nil, name: String? = nil) {
        self.set = set
        self.replicates = replicates
        self.name = name
    }
}
