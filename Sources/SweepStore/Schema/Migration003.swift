/// For GPUs: what sweeps ask for, what attempts hold and held, and what was drained by hand.
///
/// Frozen, as its predecessors.
let migration003 = Migration(
    version: 3,
    sql: """
        -- The part of the current revision's specification that asks for GPUs, JSON. Sweeps from before run without.
        ALTER TABLE sweep ADD COLUMN devices TEXT NOT NULL DEFAULT '{"count":0,"visible":"auto"}'
            CHECK (json_valid(devices));
        UPDATE revision SET specification =
            json_set(specification, '$.resources.devices', json('{"count":0,"visible":"auto"}'));

        -- What an attempt was given of GPUs, written with its lease. It holds them while it has one, and what it held
        -- stays known.
        CREATE TABLE attempt_device (
            run INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            position INTEGER NOT NULL,           -- in the order of the run's variables, from 0
            device TEXT NOT NULL,
            share INTEGER NOT NULL,              -- millionths
            memory INTEGER,                      -- bytes that are booked; NULL is unknown
            PRIMARY KEY (run, attempt, position),
            UNIQUE (run, attempt, device),
            FOREIGN KEY (run, attempt) REFERENCES attempt (run, number) ON DELETE CASCADE,
            CONSTRAINT attempt_device_valid CHECK (position >= 0 AND device <> '' AND share BETWEEN 1 AND 1000000
                AND (memory IS NULL OR memory >= 0))
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER attempt_device_only_with_lease BEFORE INSERT ON attempt_device
        WHEN NOT EXISTS (SELECT 1 FROM lease WHERE run = NEW.run AND attempt = NEW.attempt)
        BEGIN SELECT RAISE(ABORT, 'attempt_device_only_with_lease'); END;

        CREATE TABLE drained_device (
            device TEXT NOT NULL PRIMARY KEY,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
