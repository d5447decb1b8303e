/// For many users: the group of each sweep's submitter, and what each owner has used.
///
/// Frozen, as its predecessors.
let migration006 = Migration(
    version: 6,
    sql: """
        -- The primary group of the process that submitted. NULL for sweeps from before.
        ALTER TABLE sweep ADD COLUMN owner_group INTEGER;

        -- What an owner's ended attempts held, each second of it decayed by the half-life from then on.
        CREATE TABLE owner_usage (
            owner INTEGER NOT NULL PRIMARY KEY,
            core_seconds REAL NOT NULL,
            gpu_seconds REAL NOT NULL,
            at INTEGER NOT NULL,                 -- the instant up to which it is decayed
            CONSTRAINT owner_usage_valid CHECK (core_seconds >= 0 AND gpu_seconds >= 0)
        ) STRICT;
        """)
