#define _GNU_SOURCE
#include "queue.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE metric (run INTEGER NOT NULL, attempt INTEGER NOT NULL, name INTEGER NOT NULL,"
    " position INTEGER NOT NULL, step INTEGER NOT NULL, value REAL, at INTEGER NOT NULL,"
    " PRIMARY KEY (run, attempt, name, position), CHECK (position >= 0)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE metric_summary (count INTEGER NOT NULL, last REAL, min REAL, max REAL) STRICT;";

static const char insert_point[] = "INSERT INTO metric VALUES (4294967297, 1, 1, ?1, ?2, ?3, ?4)";
static const char insert_summary[] =
    "INSERT INTO metric_summary SELECT count(*), NULL, min(value), max(value) FROM metric";

static int64_t store_lines(FILE *file, sqlite3_stmt *insert) {
    char line[256];
    int64_t count = 0;
    while (fgets(line, sizeof line, file)) {
        long long step;
        double value;
        if (sscanf(line, "{\"step\": %lld, \"value\": %lf}", &step, &value) != 2) continue;
        sqlite3_bind_int64(insert, 1, count++);
        sqlite3_bind_int64(insert, 2, step);
        sqlite3_bind_double(insert, 3, value);
        sqlite3_bind_int64(insert, 4, clock_nanoseconds());
        if (sqlite3_step(insert) != SQLITE_DONE || sqlite3_reset(insert) != SQLITE_OK) return -1;
    }
    return count;
}

static int64_t store(FILE *file, sqlite3 *database, yardstick_reason *reason) {
    if (queue_run(database, schema, reason) || queue_run(database, "BEGIN IMMEDIATE", reason)) return -1;
    sqlite3_stmt *insert = NULL;
    sqlite3_prepare_v2(database, insert_point, -1, &insert, NULL);
    int64_t count = store_lines(file, insert);
    if (count < 0) failed(reason, "cannot insert a point", sqlite3_errmsg(database));
    sqlite3_finalize(insert);
    if (count < 0 || queue_run(database, insert_summary, reason) || queue_run(database, "COMMIT", reason)) return -1;
    return count;
}

int64_t yardstick_points(const char *lines, const char *path, yardstick_reason *reason) {
    FILE *file = fopen(lines, "re");
    if (!file) return failed(reason, lines, strerror(errno));
    sqlite3 *database = queue_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, reason);
    int64_t count = database ? store(file, database, reason) : -1;
    sqlite3_close(database);
    fclose(file);
    return count;
}
