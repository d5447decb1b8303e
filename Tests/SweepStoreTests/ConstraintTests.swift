import GRDB
import SweepModel
import SweepStore
import Testing

/// Illegal rows, written past all of our code: SQLite itself refuses them.
@Suite("The database's own rules")
struct ConstraintTests {
    struct Illegal: CustomTestStringConvertible, Sendable {
        let rule: String
        let sql: String
        var testDescription: String { "\(rule): \(sql)" }

        init(_ rule: String, _ sql: String) {
            self.rule = rule
            self.sql = sql
        }
    }

    @Test("an illegal row is refused by name", arguments: sweeps + runs + attempts + metrics)
    func refused(_ illegal: Illegal) async throws {
        let folder = try await Self.filled()
        let queue = try DatabaseQueue(path: folder.database)
        let error = await #expect(throws: DatabaseError.self) {
            try await queue.write { try $0.execute(sql: illegal.sql) }
        }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        #expect(error?.message?.contains(illegal.rule) == true, "\(error?.message ?? "")")
    }

    @Test("the legal counterparts are taken", arguments: legal)
    func taken(_ sql: String) async throws {
        let folder = try await Self.filled()
        try await DatabaseQueue(path: folder.database).write { try $0.execute(sql: sql) }
    }

    /// Sweep 1 with a queued run 1, a starting run 2 (attempt 1 and its lease) and a finished run 3.
    private static func filled() async throws -> Folder {
        let bench = try Bench()
        let sweep = try await bench.submit()
        let runs = try await bench.materialise(sweep, 3)
        try bench.store.transact { transaction in
            for run in runs.dropFirst() {
                let attempt = AttemptID(run: run.id, number: 1)
                try transaction.update(run: run.starting())
                try transaction.insert(attempt: AttemptRecord(id: attempt, bootID: "boot", createdAt: .second(1)))
                try transaction.insert(
                    lease: Lease(attempt: attempt, owner: 1000, cpus: 1, memory: ByteCount(bytes: 0)))
            }
            let ended = AttemptID(run: runs[2].id, number: 1)
            try transaction.update(run: runs[2].finished(0.5))
            try transaction.update(
                attempt: AttemptRecord(
                    id: ended, state: .finished, exitCode: 0, bootID: "boot", createdAt: .second(1),
                    finishedAt: .second(2)))
            try transaction.append(
                metrics: [MetricPoint(name: "accuracy", step: 0, value: 0.5, at: .second(1))], attempt: ended)
        }
        try bench.store.close()
        return bench.folder
    }

    private static func run(_ index: Int) -> String { "WHERE id = (1 << 32) + \(index)" }

    static let sweeps = [
        Illegal("sweep_state_valid", "UPDATE sweep SET state = 'asleep', reason = 'user'"),
        Illegal("sweep_reason_fits_state", "UPDATE sweep SET state = 'paused'"),
        Illegal("sweep_reason_fits_state", "UPDATE sweep SET state = 'held', reason = 'user'"),
        Illegal("sweep_reason_fits_state", "UPDATE sweep SET reason = 'user'"),
        Illegal("sweep_reason_fits_state", "UPDATE sweep SET state = 'finished', reason = 'max-failures'"),
        Illegal("sweep_reason_fits_state", "UPDATE sweep SET state = 'held', reason = 'image'"),
        Illegal("image_wait_valid", "INSERT INTO image_wait (sweep, engine, image) VALUES (1, 'podman', '')"),
        Illegal("sweep_reason_fits_state", "UPDATE sweep SET state = 'cancelled'"),
        Illegal("sweep_end_only_when_ended", "UPDATE sweep SET ended_at = 5"),
        Illegal("sweep_owner_valid", "UPDATE sweep SET owner = -1"),
        Illegal("sweep_revision_valid", "UPDATE sweep SET revision = 0"),
        Illegal("sweep_cursor_valid", "UPDATE sweep SET cursor_phase = 'begin'"),
        Illegal("sweep_cursor_valid", "UPDATE sweep SET cursor_position = -1"),
        Illegal("sweep_total_valid", "UPDATE sweep SET total = -1"),
        Illegal("sweep_metric_whole", "UPDATE sweep SET goal = NULL"),
        Illegal("sweep_metric_whole", "UPDATE sweep SET goal = 'enlarge'"),
        Illegal("sweep_request_valid", "UPDATE sweep SET max_parallel = 0"),
        Illegal("sweep_index_valid", "UPDATE sweep SET next_index = 0"),
        Illegal("sweep_counts_valid", "UPDATE sweep SET queued = -1"),
        Illegal("sweep_counts_valid", "UPDATE sweep SET own_failures = 1"),
        Illegal("cannot store TEXT", "UPDATE sweep SET total = 'many'"),
        Illegal("revision_number_valid", "UPDATE revision SET number = 0"),
        Illegal("FOREIGN KEY", "UPDATE revision SET sweep = 9"),
    ]

    static let runs = [
        Illegal("run_state_valid", "UPDATE run SET state = 'asleep' \(run(1))"),
        Illegal("run_id_valid", "UPDATE run SET idx = 7 \(run(1))"),
        Illegal("run_intent_only_when_live", "UPDATE run SET intent = 'cancel' \(run(1))"),
        Illegal("run_intent_only_when_live", "UPDATE run SET intent = 'burn' \(run(2))"),
        Illegal("run_attempt_when_live", "UPDATE run SET state = 'running' \(run(1))"),
        Illegal("run_retry_only_when_retrying", "UPDATE run SET retry_at = 5 \(run(1))"),
        Illegal("run_retry_only_when_retrying", "UPDATE run SET state = 'retrying' \(run(1))"),
        Illegal("run_reason_only_when_unfinished", "UPDATE run SET reason = 'oom' \(run(1))"),
        Illegal("run_reason_only_when_unfinished", "UPDATE run SET reason = 'oom' \(run(3))"),
        Illegal("run_reason_only_when_unfinished", "UPDATE run SET state = 'failed', rank = NULL \(run(3))"),
        Illegal("run_reason_only_when_unfinished", "UPDATE run SET state = 'pruned', reason = 'oom' \(run(3))"),
        Illegal("run_reason_valid", "UPDATE run SET state = 'failed', reason = 'mood', rank = NULL \(run(3))"),
        Illegal("run_end_when_ended", "UPDATE run SET finished_at = 5 \(run(1))"),
        Illegal("run_end_when_ended", "UPDATE run SET finished_at = NULL \(run(3))"),
        Illegal("run_counts_valid", "UPDATE run SET own_failures = -1 \(run(1))"),
        Illegal("run_counts_valid", "UPDATE run SET replicate = -1 \(run(1))"),
        Illegal("run_revision_valid", "UPDATE run SET revision = 0 \(run(1))"),
        Illegal("run_parameters_valid", "UPDATE run SET parameters = '{' \(run(1))"),
        Illegal("run_rank_only_when_ranked", "UPDATE run SET objective = 1, rank = 1 \(run(1))"),
        Illegal("run_rank_only_when_ranked", "UPDATE run SET rank = 7 \(run(3))"),
        Illegal("run_step_with_objective", "UPDATE run SET objective_step = 7 \(run(1))"),
        Illegal("run_duration_valid", "UPDATE run SET duration = -1 \(run(3))"),
        Illegal("run.sweep, run.point_key, run.replicate", "UPDATE run SET point_key = '1' \(run(1))"),
        Illegal("FOREIGN KEY", "UPDATE run SET sweep = 2, id = (2 << 32) + 1 \(run(1))"),
    ]

    private static let insertAttempt = "INSERT INTO attempt (run, number, state, boot_id, created_at) VALUES"
    private static let insertLease = "INSERT INTO lease (run, attempt, owner, cpus, memory) VALUES"

    static let attempts = [
        Illegal("attempt_number_valid", "\(insertAttempt) ((1 << 32) + 1, 0, 'starting', 'b', 1)"),
        Illegal("attempt_state_valid", "UPDATE attempt SET state = 'asleep'"),
        Illegal("attempt_end_when_ended", "UPDATE attempt SET state = 'failed' WHERE run = (1 << 32) + 2"),
        Illegal("attempt_end_when_ended", "UPDATE attempt SET finished_at = NULL WHERE run = (1 << 32) + 3"),
        Illegal("attempt_reason_only_when_unfinished", "UPDATE attempt SET reason = 'oom'"),
        Illegal("attempt_status_only_when_ended", "UPDATE attempt SET exit_code = 1 WHERE run = (1 << 32) + 2"),
        Illegal("attempt_duration_valid", "UPDATE attempt SET duration = -1"),
        Illegal("attempt.run", "\(insertAttempt) ((1 << 32) + 2, 2, 'starting', 'b', 1)"),
        Illegal("attempt.run, attempt.number", "\(insertAttempt) ((1 << 32) + 3, 1, 'starting', 'b', 1)"),
        Illegal("FOREIGN KEY", "\(insertAttempt) ((1 << 32) + 99, 1, 'starting', 'b', 1)"),
        Illegal("lease_only_when_live", "\(insertLease) ((1 << 32) + 1, 1, 0, 1, 0)"),
        Illegal("lease_only_when_live", "\(insertLease) ((1 << 32) + 3, 1, 0, 1, 0)"),
        Illegal("lease.run, lease.attempt", "\(insertLease) ((1 << 32) + 2, 1, 0, 1, 0)"),
        Illegal("lease_amounts_valid", "UPDATE lease SET cpus = -1"),
    ]

    private static let insertMetric = "INSERT INTO metric (run, attempt, name, position, step, value, at) VALUES"

    static let metrics = [
        Illegal("metric_position_valid", "\(insertMetric) ((1 << 32) + 3, 1, 1, -1, 0, 1, 1)"),
        Illegal("UNIQUE", "\(insertMetric) ((1 << 32) + 3, 1, 1, 0, 0, 1, 1)"),
        Illegal("FOREIGN KEY", "\(insertMetric) ((1 << 32) + 3, 1, 99, 0, 0, 1, 1)"),
        Illegal("FOREIGN KEY", "\(insertMetric) ((1 << 32) + 3, 9, 1, 0, 0, 1, 1)"),
        Illegal("metric_summary_count_valid", "UPDATE metric_summary SET count = 0"),
        Illegal("metric_summary_extremes_paired", "UPDATE metric_summary SET max = NULL"),
        Illegal("metric_summary_extremes_paired", "UPDATE metric_summary SET max = min - 1"),
        Illegal("metric_name.name", "INSERT INTO metric_name (name) VALUES ('accuracy')"),
        Illegal("event_place_valid", "INSERT INTO event (at, sweep, attempt, event) VALUES (1, 1, 1, 'started')"),
        Illegal("FOREIGN KEY", "INSERT INTO event (at, sweep, event) VALUES (1, 9, 'started')"),
    ]

    static let legal = [
        "UPDATE sweep SET state = 'paused', reason = 'max-failures'",
        "UPDATE sweep SET state = 'paused', reason = 'image'",
        "UPDATE sweep SET reason = 'target-reached'",
        "UPDATE sweep SET state = 'finished', ended_at = 5",
        "UPDATE run SET state = 'retrying', retry_at = 5 \(run(1))",
        "UPDATE run SET state = 'running', intent = 'prune' \(run(2))",
        "UPDATE run SET state = 'pruned', reason = 'pruned' \(run(3))",
        "UPDATE run SET state = 'failed', reason = 'gpu-oom', rank = NULL \(run(3))",
        "\(insertAttempt) ((1 << 32) + 3, 2, 'starting', 'b', 1)",
        "\(insertMetric) ((1 << 32) + 3, 1, 1, 1, 0, NULL, 1)",
        "\(insertMetric) ((1 << 32) + 3, 1, 1, 1, 0, 9e999, 1)",
    ]

    @Test("an attempt that ends in the database takes its lease with it")
    func leaseEnds() async throws {
        let folder = try await Self.filled()
        let left = try await DatabaseQueue(path: folder.database).write { database in
            try database.execute(sql: "UPDATE attempt SET state = 'failed', finished_at = 9 WHERE run = (1 << 32) + 2")
            return try Int.fetchOne(database, sql: "SELECT count(*) FROM lease")
        }
        #expect(left == 0)
    }
}
