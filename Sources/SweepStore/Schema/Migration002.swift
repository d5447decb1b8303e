/// For the whole sweep language: explicit points of any number, replicates, prior runs, and edits of a live sweep.
///
/// Frozen, as its predecessor.
let migration002 = Migration(
    version: 2,
    sql: """
        -- Explicit points are counted beside the method's own, so that an edit can add some at any time. `run_cap` is
        -- the current revision's.
        ALTER TABLE sweep ADD COLUMN points INTEGER NOT NULL DEFAULT 0 CHECK (points >= 0);
        ALTER TABLE sweep ADD COLUMN cursor_points INTEGER NOT NULL DEFAULT 0 CHECK (cursor_points >= 0);
        ALTER TABLE sweep ADD COLUMN cursor_replicate INTEGER NOT NULL DEFAULT 0 CHECK (cursor_replicate >= 0);
        ALTER TABLE sweep ADD COLUMN run_cap INTEGER CHECK (run_cap >= 1);

        -- A sweep's explicit points in pieces: `lines` holds the JSON objects of the points from number `first` (from
        -- 0) on, one a line.
        CREATE TABLE explicit_points (
            sweep INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
            first INTEGER NOT NULL,
            lines TEXT NOT NULL,
            PRIMARY KEY (sweep, first),
            CONSTRAINT explicit_points_first_valid CHECK (first >= 0)
        ) STRICT, WITHOUT ROWID;

        -- Points that runs of other sweeps stand for already.
        CREATE TABLE prior_point (
            sweep INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
            point_key TEXT NOT NULL,
            PRIMARY KEY (sweep, point_key)
        ) STRICT, WITHOUT ROWID;

        -- What lay beneath and over the file, JSON: an edit reads it again with these. NULL is unknown. A revision may
        -- hold for retried runs alone. `difference` says what sets its runs apart from those before.
        ALTER TABLE revision ADD COLUMN overlay TEXT CHECK (overlay IS NULL OR json_valid(overlay));
        ALTER TABLE revision ADD COLUMN for_runs INTEGER NOT NULL DEFAULT 0 CHECK (for_runs IN (0, 1));
        ALTER TABLE revision ADD COLUMN difference TEXT;

        -- Whether the run's folder is to be emptied before the next attempt.
        ALTER TABLE run ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0 CHECK (fresh IN (0, 1));

        UPDATE sweep SET points = coalesce((SELECT json_array_length(specification, '$.points') FROM revision
                WHERE revision.sweep = sweep.number AND revision.number = sweep.revision), 0),
            run_cap = (SELECT json_extract(specification, '$.runCap') FROM revision
                WHERE revision.sweep = sweep.number AND revision.number = sweep.revision);
        INSERT INTO explicit_points (sweep, first, lines)
            SELECT revision.sweep, 0,
                (SELECT group_concat(json_extract(value, '$.values'), char(10)) FROM json_each(specification, '$.points'))
            FROM revision JOIN sweep ON sweep.number = revision.sweep AND sweep.revision = revision.number
            WHERE sweep.points > 0;
        UPDATE sweep SET cursor_points = points WHERE cursor_phase <> 'points';
        UPDATE sweep SET cursor_points = cursor_position, cursor_phase = 'method', cursor_position = 0
            WHERE cursor_phase = 'points';
        UPDATE revision SET specification = json_set(specification, '$.points', json('[]'), '$.order', 'written',
            '$.nested', 'dotted', '$.wandbStrict', json('false'), '$.zip', json('[]'), '$.constraints', json('[]'));
        """)
