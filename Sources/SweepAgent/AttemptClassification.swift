internal import SweepModel
internal import SweepRecords
internal import SweepRunner

/// What the records say, after a restart, about an attempt that was live.
enum AttemptClassification {
    case alive(StartRecord, RunnerProcess)
    /// It is over, or nobody of ours will ever tell: its records, or their absence, decide.
    case ended
    /// No runner began it.
    case neverStarted

    static func classify(_ layout: AttemptLayout, bootID: String) -> AttemptClassification {
        if hasEnded(layout) { return .ended }
        switch try? AttemptRecords.readStart(layout) {
        case .started(let start):
            guard start.process.bootID == bootID,
                let runner = RunnerProcess.adopt(start.process, isSame: ProcessTable.isAlive)
            else { return .ended }
            return .alive(start, runner)
        case .absent, .abandoned: return .neverStarted
        case nil: return .ended
        }
    }

    static func hasEnded(_ layout: AttemptLayout) -> Bool { (try? AttemptRecords.readExit(layout)) != nil }
}
