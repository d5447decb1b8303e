internal import SweepModel

/// A run's row as a ``RunRecord``.
enum RunRow {
    static let columns = """
        run.id, run.state, run.intent, run.attempts, run.own_failures, run.host_failures, run.retry_at, run.reason, \
        run.parameters, run.point_key, run.replicate, run.revision, run.last_error, run.objective, \
        run.objective_step, run.exit_code, run.queued_at, run.started_at, run.finished_at, run.duration, run.fresh
        """

    static func record(_ row: inout Cells, sweep: SweepID) throws(Fault) -> RunRecord {
        let index = StoreReader.index(try row.int64())
        let machine = try machine(&row)
        var run = RunRecord(
            id: RunID(sweep: sweep, index: index), machine: machine, parameters: try row.object(),
            pointKey: try row.text(), replicate: try row.int(), revision: try row.int(),
            lastError: try row.optionalText(), objective: try objective(&row), exitCode: try row.optionalInt(),
            queuedAt: try row.instant(), startedAt: try row.optionalInstant(), finishedAt: try row.optionalInstant(),
            duration: try row.optionalSpan())
        run.isFresh = try row.int() != 0
        return run
    }

    private static func machine(_ row: inout Cells) throws(Fault) -> RunMachine {
        let state: RunState = try row.choice()
        let intent: RunMachine.Intent? = try row.optionalChoice()
        let attempts = try row.int()
        let (own, host) = (try row.int(), try row.int())
        let retryAt = try row.optionalInstant()
        let reason: Reason? = try row.optionalChoice()
        guard let phase = phase(state, attempts, intent, retryAt, reason) else {
            throw row.broken("state '\(state.rawValue)' lacks what belongs to it")
        }
        return RunMachine(phase: phase, attempts: attempts, ownFailures: own, hostFailures: host)
    }

    private static func phase(
        _ state: RunState, _ attempt: Int, _ intent: RunMachine.Intent?, _ retryAt: Instant?, _ reason: Reason?
    ) -> RunMachine.Phase? {
        switch state {
        case .queued: .queued
        case .starting: .starting(attempt: attempt, intent: intent)
        case .running: .running(attempt: attempt, intent: intent)
        case .retrying: retryAt.map { .retrying(until: $0) }
        case .finished: .finished
        case .failed: reason.map { .failed($0) }
        case .pruned: .pruned
        case .cancelled: reason.map { .cancelled($0) }
        }
    }

    static func objective(_ row: inout Cells) throws(Fault) -> Objective? {
        let value = try row.optionalDouble()
        let step = try row.optionalInt64()
        return value.map { Objective(value: $0, step: step) }
    }
}
