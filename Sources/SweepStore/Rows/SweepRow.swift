internal import SweepModel

/// A sweep's row as records of three sizes.
///
/// The best run is not stored but looked up: it is the first entry of the index by rank.
enum SweepRow {
    static let overviewColumns = """
        sweep.id, sweep.name, sweep.owner, sweep.owner_name, sweep.owner_group, sweep.state, sweep.reason, \
        sweep.last_error, \
        sweep.method, sweep.metric, sweep.goal, sweep.judged, sweep.target, sweep.max_parallel, sweep.labels, \
        sweep.commit_id, sweep.seed, sweep.cursor_points, sweep.cursor_phase, sweep.cursor_position, \
        sweep.cursor_skips, sweep.cursor_replicate, sweep.total, sweep.queued, sweep.starting, sweep.running, \
        sweep.retrying, sweep.finished, sweep.failed, sweep.pruned, sweep.cancelled, sweep.own_failures, \
        sweep.failures_in_a_row, best.idx, best.objective, sweep.created_at, sweep.ended_at, \
        sweep.finished_duration, sweep.revision, (SELECT group_concat('revision ' || other.number || ': ' || other.difference, '; ')
            FROM revision AS other WHERE other.sweep = sweep.number AND other.difference IS NOT NULL), \
        (SELECT json_group_array(image) FROM image_wait WHERE image_wait.sweep = sweep.number)
        """

    static let overviewTables = """
        sweep LEFT JOIN run AS best ON best.id = (SELECT run.id FROM run
            WHERE run.sweep = sweep.number AND run.rank IS NOT NULL ORDER BY run.rank, run.id LIMIT 1)
        """

    /// The order of the states in the counters' columns.
    static let states: [RunState] = [
        .queued, .starting, .running, .retrying, .finished, .failed, .pruned, .cancelled,
    ]

    static func overview(_ row: inout Cells) throws(Fault) -> SweepOverview {
        SweepOverview(
            id: SweepID(try row.text()), name: try row.text(), owner: try owner(&row), machine: try machine(&row),
            lastError: try row.optionalText(), method: try row.choice(), metric: try metric(&row),
            maxParallel: try row.optionalInt(), labels: try row.object(), commit: try row.optionalText(),
            seed: UInt64(bitPattern: try row.int64()), cursor: try cursor(&row), total: try row.optionalInt64(),
            counts: try counts(&row), best: try best(&row), createdAt: try row.instant(),
            endedAt: try row.optionalInstant(), finishedDuration: try row.optionalSpan() ?? .zero,
            revision: try row.int(), difference: try row.optionalText(), awaitedImages: try row.decoded())
    }

    static let recordColumns =
        overviewColumns + """
            , sweep.key, sweep.points, revision.number, revision.for_runs, revision.text, revision.overlay, revision.specification, \
            revision.context
            """
    static let recordTables =
        overviewTables + """
             JOIN revision ON revision.sweep = sweep.number
            """

    static func record(_ row: inout Cells) throws(Fault) -> SweepRecord {
        let seen = try overview(&row)
        let (key, points) = (try row.optionalText(), try row.int64())
        let (revision, isForRuns) = (try row.int(), try row.int() != 0)
        let (text, overlay) = (try row.text(), try row.optionalDecoded(Overlay.self))
        return SweepRecord(
            id: seen.id, name: seen.name, owner: seen.owner, machine: seen.machine, lastError: seen.lastError,
            revision: revision, isForRuns: isForRuns, specification: try row.decoded(), text: text, overlay: overlay,
            context: try row.decoded(), key: key, seed: seen.seed, cursor: seen.cursor, explicitPoints: points,
            total: seen.total, counts: seen.counts, best: seen.best,
            createdAt: seen.createdAt, endedAt: seen.endedAt, finishedDuration: seen.finishedDuration)
    }

    static let progressColumns = """
        sweep.state, sweep.reason, sweep.cursor_points, sweep.cursor_phase, sweep.cursor_position, \
        sweep.cursor_skips, sweep.cursor_replicate, sweep.queued, sweep.starting, sweep.running, sweep.retrying, sweep.finished, sweep.failed, sweep.pruned, \
        sweep.cancelled, sweep.own_failures, sweep.failures_in_a_row
        """

    static func progress(_ row: inout Cells) throws(Fault) -> SweepProgress {
        SweepProgress(machine: try machine(&row), cursor: try cursor(&row), counts: try counts(&row))
    }

    static let entryColumns = """
        sweep.id, sweep.number, sweep.owner, sweep.state, sweep.reason, sweep.priority, sweep.cpus, sweep.memory, \
        sweep.max_parallel, sweep.starting + sweep.running, sweep.queued, sweep.retrying, \
        (sweep.cursor_points < sweep.points OR sweep.cursor_phase <> 'exhausted') \
        AND (sweep.run_cap IS NULL OR sweep.next_index <= sweep.run_cap), sweep.devices, \
        EXISTS (SELECT 1 FROM image_wait WHERE image_wait.sweep = sweep.number), sweep.owner_name
        """

    static func entry(_ row: inout Cells) throws(Fault) -> SweepEntry {
        var entry = SweepEntry(
            id: SweepID(try row.text()), order: try row.int64(), owner: try uid(&row), machine: try machine(&row),
            priority: try row.int(),
            request: ResourceRequest(
                cpus: try row.optionalInt(), memory: try row.optionalInt64().map(ByteCount.init(bytes:))),
            maxParallel: try row.optionalInt(), live: try row.int(), queued: try row.int(), retrying: try row.int(),
            mayMaterialise: try row.int() != 0)
        entry.request.devices = try row.decoded()
        entry.awaitsImage = try row.int() != 0
        entry.ownerName = try row.text()
        return entry
    }

    private static func uid(_ row: inout Cells) throws(Fault) -> UInt32 {
        UInt32(truncatingIfNeeded: try row.int64())
    }

    static func owner(_ row: inout Cells) throws(Fault) -> Owner {
        Owner(
            uid: try uid(&row), name: try row.text(),
            group: try row.optionalInt64().map { UInt32(truncatingIfNeeded: $0) })
    }

    private static func machine(_ row: inout Cells) throws(Fault) -> SweepMachine {
        SweepMachine(state: try row.choice(), reason: try row.optionalChoice())
    }

    private static func metric(_ row: inout Cells) throws(Fault) -> MetricGoal? {
        let name = try row.optionalText()
        let goal: MetricGoal.Goal? = try row.optionalChoice()
        let judged: MetricGoal.Judged? = try row.optionalChoice()
        let target = try row.optionalDouble()
        guard let name, let goal, let judged else { return nil }
        return MetricGoal(name: name, goal: goal, at: judged, target: target)
    }

    private static func cursor(_ row: inout Cells) throws(Fault) -> SearchCursor {
        SearchCursor(
            points: try row.int64(), phase: try row.choice(), position: try row.int64(), skips: try row.int64(),
            replicate: try row.int())
    }

    private static func counts(_ row: inout Cells) throws(Fault) -> RunCounts {
        var counts = RunCounts()
        for state in states {
            let count = try row.int()
            if count > 0 { counts[state] = count }
        }
        counts.ownFailures = try row.int()
        counts.failuresInARow = try row.int()
        return counts
    }

    private static func best(_ row: inout Cells) throws(Fault) -> BestRun? {
        let index = try row.optionalInt()
        let value = try row.optionalDouble()
        guard let index, let value else { return nil }
        return BestRun(index: index, value: value)
    }
}
