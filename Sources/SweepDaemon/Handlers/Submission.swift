internal import SweepModel
internal import SweepStore

/// A checked sweep on its way into the queue.
struct Submission: Sendable {
    let record: SweepRecord
    /// Explicit points behind those of the specification.
    private(set) var points = PointPieces()
    /// What counts as done.
    var priorRuns: [RunID] = []
    var priorSweeps: [SweepID] = []
    /// Nil where the scheduler works it out, from what the queue holds by then.
    private(set) var plan: SweepPlan?

    init(_ record: SweepRecord, bootID: String) {
        self.record = record
        plan = SweepPlan(record, bootID: bootID)
    }

    mutating func take(_ points: PointPieces) {
        self.points = points
        plan = nil
    }
}
