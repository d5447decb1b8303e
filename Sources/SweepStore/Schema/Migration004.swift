/// For images that are fetched before runs start.
///
/// Frozen, as its predecessors.
let migration004 = Migration(
    version: 4,
    sql: """
        -- Which sweep waits for which image. What is here by now stands in the revisions' contexts.
        CREATE TABLE image_wait (
            sweep INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
            engine TEXT NOT NULL,
            image TEXT NOT NULL,
            PRIMARY KEY (sweep, image),
            CONSTRAINT image_wait_valid CHECK (engine <> '' AND image <> '')
        ) STRICT, WITHOUT ROWID;

        -- A sweep may be paused for the reason `image`. The rows stay as they are, and so may the table: this is the way
        -- that SQLite's own manual gives for a constraint alone (ALTER TABLE, section 7).
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, '(''user'', ''max-failures'')', '(''user'', ''max-failures'', ''image'')')
            WHERE type = 'table' AND name = 'sweep';
        PRAGMA writable_schema = RESET;
        """)
