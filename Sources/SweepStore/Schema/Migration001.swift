/// The first schema.
///
/// Frozen: a change to the schema is another migration. The CHECK constraints repeat the rules of `RunMachine` and
/// `SweepMachine`, so that no path writes what they would not.
let migration001 = Migration(
    version: 1,
    sql: """
        CREATE TABLE meta (
            name TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Counters are kept here, so that a status never counts rows. What lists and the scheduler need of the current
        -- revision's specification stands beside them, so that they never read it.
        CREATE TABLE sweep (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            owner INTEGER NOT NULL,
            owner_name TEXT NOT NULL,
            key TEXT,
            state TEXT NOT NULL,
            reason TEXT,
            last_error TEXT,
            revision INTEGER NOT NULL,
            seed INTEGER NOT NULL,               -- the bits of an unsigned number
            cursor_phase TEXT NOT NULL,
            cursor_position INTEGER NOT NULL,
            cursor_skips INTEGER NOT NULL,
            total INTEGER,
            method TEXT NOT NULL,
            metric TEXT,
            goal TEXT,
            judged TEXT,
            target REAL,
            priority INTEGER NOT NULL,
            cpus INTEGER,
            memory INTEGER,
            max_parallel INTEGER,
            labels TEXT NOT NULL,
            commit_id TEXT,
            next_index INTEGER NOT NULL DEFAULT 1,
            queued INTEGER NOT NULL DEFAULT 0,
            starting INTEGER NOT NULL DEFAULT 0,
            running INTEGER NOT NULL DEFAULT 0,
            retrying INTEGER NOT NULL DEFAULT 0,
            finished INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            pruned INTEGER NOT NULL DEFAULT 0,
            cancelled INTEGER NOT NULL DEFAULT 0,
            own_failures INTEGER NOT NULL DEFAULT 0,
            failures_in_a_row INTEGER NOT NULL DEFAULT 0,
            finished_duration INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            ended_at INTEGER,
            CONSTRAINT sweep_number_fits CHECK (number BETWEEN 1 AND 2147483647),
            CONSTRAINT sweep_state_valid
                CHECK (state IN ('held', 'running', 'paused', 'finished', 'stopped', 'cancelled')),
            CONSTRAINT sweep_reason_fits_state CHECK (CASE state
                WHEN 'held' THEN reason IS NULL
                WHEN 'running' THEN reason IS NULL OR reason = 'target-reached'
                WHEN 'paused' THEN reason IS NOT NULL AND reason IN ('user', 'max-failures')
                WHEN 'finished' THEN reason IS NULL OR reason IN ('exhausted', 'target-reached')
                ELSE reason IS NOT NULL AND reason = 'user' END),
            CONSTRAINT sweep_end_only_when_ended
                CHECK (ended_at IS NULL OR state IN ('finished', 'stopped', 'cancelled')),
            CONSTRAINT sweep_owner_valid CHECK (owner BETWEEN 0 AND 4294967295),
            CONSTRAINT sweep_revision_valid CHECK (revision >= 1),
            CONSTRAINT sweep_cursor_valid CHECK (cursor_position >= 0 AND cursor_skips >= 0
                AND cursor_phase IN ('points', 'method', 'remainder', 'exhausted')),
            CONSTRAINT sweep_total_valid CHECK (total IS NULL OR total >= 0),
            CONSTRAINT sweep_metric_whole CHECK ((metric IS NULL) = (goal IS NULL)
                AND (metric IS NULL) = (judged IS NULL)
                AND (goal IS NULL OR goal IN ('minimize', 'maximize'))
                AND (judged IS NULL OR judged IN ('best', 'last'))
                AND (metric IS NOT NULL OR target IS NULL)),
            CONSTRAINT sweep_request_valid CHECK ((cpus IS NULL OR cpus >= 0) AND (memory IS NULL OR memory >= 0)
                AND (max_parallel IS NULL OR max_parallel >= 1)),
            CONSTRAINT sweep_index_valid CHECK (next_index BETWEEN 1 AND 4294967296),
            CONSTRAINT sweep_counts_valid CHECK (queued >= 0 AND starting >= 0 AND running >= 0 AND retrying >= 0
                AND finished >= 0 AND failed >= 0 AND pruned >= 0 AND cancelled >= 0
                AND own_failures BETWEEN 0 AND failed AND failures_in_a_row >= 0)
        ) STRICT;
        CREATE INDEX sweep_by_name ON sweep (name);
        CREATE UNIQUE INDEX sweep_by_key ON sweep (owner, key) WHERE key IS NOT NULL;

        CREATE TABLE revision (
            sweep INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
            number INTEGER NOT NULL,
            text TEXT NOT NULL,                  -- the file as submitted
            specification TEXT NOT NULL,         -- the same after every check, JSON
            context TEXT NOT NULL,               -- what the submitter's side found, JSON
            created_at INTEGER NOT NULL,
            UNIQUE (sweep, number),
            CONSTRAINT revision_number_valid CHECK (number >= 1)
        ) STRICT;

        -- A run's id is its sweep's number times 2^32 plus its index: one b-tree serves look-ups, pages in order and
        -- the references to it. `rank` is the objective of an ended run, negated where more is better.
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            sweep INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
            idx INTEGER NOT NULL,
            state TEXT NOT NULL,
            intent TEXT,
            attempts INTEGER NOT NULL,
            own_failures INTEGER NOT NULL,
            host_failures INTEGER NOT NULL,
            retry_at INTEGER,
            reason TEXT,
            parameters TEXT NOT NULL,
            point_key TEXT NOT NULL,
            replicate INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            last_error TEXT,
            objective REAL,
            objective_step INTEGER,
            rank REAL,
            exit_code INTEGER,
            queued_at INTEGER NOT NULL,
            started_at INTEGER,
            finished_at INTEGER,
            duration INTEGER,
            UNIQUE (sweep, point_key, replicate),
            CONSTRAINT run_id_valid CHECK (idx BETWEEN 1 AND 4294967295 AND id = (sweep << 32) + idx),
            CONSTRAINT run_state_valid CHECK (state IN
                ('queued', 'starting', 'running', 'retrying', 'finished', 'failed', 'pruned', 'cancelled')),
            CONSTRAINT run_intent_only_when_live CHECK (intent IS NULL
                OR (state IN ('starting', 'running') AND intent IN ('cancel', 'requeue', 'prune'))),
            CONSTRAINT run_attempt_when_live CHECK (state NOT IN ('starting', 'running') OR attempts >= 1),
            CONSTRAINT run_retry_only_when_retrying CHECK ((retry_at IS NOT NULL) = (state = 'retrying')),
            CONSTRAINT run_reason_only_when_unfinished CHECK (CASE state
                WHEN 'failed' THEN reason IS NOT NULL
                WHEN 'cancelled' THEN reason IS NOT NULL
                WHEN 'pruned' THEN reason IS NOT NULL AND reason = 'pruned'
                ELSE reason IS NULL END),
            CONSTRAINT run_reason_valid CHECK (reason IS NULL OR reason IN ('exit-code', 'signal', 'oom', 'gpu-oom',
                'timeout', 'lost', 'launch', 'gpu-fault', 'image', 'disk', 'stuck', 'quarantined', 'cancelled',
                'requeued', 'pruned', 'target-reached')),
            CONSTRAINT run_end_when_ended
                CHECK ((finished_at IS NOT NULL) = (state IN ('finished', 'failed', 'pruned', 'cancelled'))),
            CONSTRAINT run_counts_valid
                CHECK (attempts >= 0 AND own_failures >= 0 AND host_failures >= 0 AND replicate >= 0),
            CONSTRAINT run_revision_valid CHECK (revision >= 1),
            CONSTRAINT run_parameters_valid CHECK (json_valid(parameters)),
            CONSTRAINT run_rank_only_when_ranked CHECK (rank IS NULL OR (objective IS NOT NULL
                AND state IN ('finished', 'pruned') AND (rank = objective OR rank = -objective))),
            CONSTRAINT run_step_with_objective CHECK (objective_step IS NULL OR objective IS NOT NULL),
            CONSTRAINT run_duration_valid CHECK (duration IS NULL OR duration >= 0)
        ) STRICT;
        CREATE INDEX run_by_state ON run (sweep, state);
        CREATE INDEX run_by_rank ON run (sweep, rank) WHERE rank IS NOT NULL;
        CREATE INDEX run_by_retry ON run (retry_at) WHERE retry_at IS NOT NULL;

        CREATE TABLE attempt (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            number INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            exit_code INTEGER,
            signal INTEGER,
            boot_id TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            started_at INTEGER,
            finished_at INTEGER,
            duration INTEGER,
            last_error TEXT,
            metrics_read INTEGER NOT NULL DEFAULT 0,     -- bytes of the metrics file whose values are stored
            output_read INTEGER NOT NULL DEFAULT 0,      -- the same of standard output
            PRIMARY KEY (run, number),
            CONSTRAINT attempt_number_valid CHECK (number >= 1),
            CONSTRAINT attempt_state_valid
                CHECK (state IN ('starting', 'running', 'finished', 'failed', 'stopped', 'abandoned')),
            CONSTRAINT attempt_end_when_ended
                CHECK ((finished_at IS NOT NULL) = (state IN ('finished', 'failed', 'stopped', 'abandoned'))),
            CONSTRAINT attempt_reason_only_when_unfinished
                CHECK (reason IS NULL OR state IN ('failed', 'stopped', 'abandoned')),
            CONSTRAINT attempt_status_only_when_ended
                CHECK ((exit_code IS NULL AND signal IS NULL) OR finished_at IS NOT NULL),
            CONSTRAINT attempt_duration_valid CHECK (duration IS NULL OR duration >= 0)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX attempt_one_live ON attempt (run) WHERE state IN ('starting', 'running');

        CREATE TABLE lease (
            run INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            owner INTEGER NOT NULL,
            cpus INTEGER NOT NULL,
            memory INTEGER NOT NULL,
            PRIMARY KEY (run, attempt),
            FOREIGN KEY (run, attempt) REFERENCES attempt (run, number) ON DELETE CASCADE,
            CONSTRAINT lease_amounts_valid CHECK (owner BETWEEN 0 AND 4294967295 AND cpus >= 0 AND memory >= 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER lease_only_when_live BEFORE INSERT ON lease
        WHEN NOT EXISTS (SELECT 1 FROM attempt
            WHERE run = NEW.run AND number = NEW.attempt AND state IN ('starting', 'running'))
        BEGIN SELECT RAISE(ABORT, 'lease_only_when_live'); END;

        -- An ended attempt holds nothing.
        CREATE TRIGGER lease_ends_with_attempt AFTER UPDATE OF state ON attempt
        WHEN NEW.state NOT IN ('starting', 'running')
        BEGIN DELETE FROM lease WHERE run = NEW.run AND attempt = NEW.number; END;

        CREATE TABLE metric_name (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        -- The history; `position` counts the metric's values in the attempt from 0. NULL is NaN.
        CREATE TABLE metric (
            run INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            name INTEGER NOT NULL REFERENCES metric_name,
            position INTEGER NOT NULL,
            step INTEGER NOT NULL,
            value REAL,
            at INTEGER NOT NULL,
            PRIMARY KEY (run, attempt, name, position),
            FOREIGN KEY (run, attempt) REFERENCES attempt (run, number) ON DELETE CASCADE,
            CONSTRAINT metric_position_valid CHECK (position >= 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE metric_summary (
            run INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            name INTEGER NOT NULL REFERENCES metric_name,
            count INTEGER NOT NULL,
            last REAL,
            last_step INTEGER,
            min REAL,
            min_step INTEGER,
            max REAL,
            max_step INTEGER,
            PRIMARY KEY (run, attempt, name),
            FOREIGN KEY (run, attempt) REFERENCES attempt (run, number) ON DELETE CASCADE,
            CONSTRAINT metric_summary_count_valid CHECK (count >= 1),
            CONSTRAINT metric_summary_extremes_paired
                CHECK ((min IS NULL) = (max IS NULL) AND (min IS NULL OR min <= max))
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            sweep INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
            run INTEGER,
            attempt INTEGER,
            event TEXT NOT NULL,
            detail TEXT,
            CONSTRAINT event_place_valid CHECK ((run IS NULL OR run >= 1)
                AND (attempt IS NULL OR (attempt >= 1 AND run IS NOT NULL)))
        ) STRICT;
        CREATE INDEX event_by_sweep ON event (sweep);
        """)
