/// For drains that end by themselves, and for such of the whole host.
///
/// Frozen, as its predecessors.
let migration005 = Migration(
    version: 5,
    sql: """
        -- What gets no new runs: a GPU, or the whole host, whose name is empty.
        CREATE TABLE drain (
            device TEXT NOT NULL PRIMARY KEY,
            reason TEXT NOT NULL,
            since INTEGER NOT NULL,
            until INTEGER,                       -- NULL: until somebody ends it
            CONSTRAINT drain_valid CHECK (until IS NULL OR until > since)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO drain (device, reason, since) SELECT device, reason, at FROM drained_device;
        DROP TABLE drained_device;
        """)
