#pragma once
#include "CYardsticks.h"
#include <sqlite3.h>

/// What is common to the files of this target.

int64_t clock_nanoseconds(void);

/// Notes a reason and returns -1.
int failed(yardstick_reason *reason, const char *subject, const char *why);

/// Opens a database; `flags` as for sqlite3_open_v2. Returns NULL with the reason noted.
sqlite3 *queue_open(const char *path, int flags, yardstick_reason *reason);

/// Carries out statements without parameters.
int queue_run(sqlite3 *database, const char *sql, yardstick_reason *reason);
