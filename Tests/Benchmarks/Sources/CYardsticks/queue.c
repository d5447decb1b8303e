#define _GNU_SOURCE
#include "queue.h"
#include <stdio.h>
#include <time.h>

int64_t clock_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int failed(yardstick_reason *reason, const char *subject, const char *why) {
    snprintf(reason->text, sizeof reason->text, "%s: %s", subject, why);
    return -1;
}

sqlite3 *queue_open(const char *path, int flags, yardstick_reason *reason) {
    sqlite3 *database = NULL;
    if (sqlite3_open_v2(path, &database, flags, NULL) == SQLITE_OK) {
        sqlite3_busy_timeout(database, 5000);
        return database;
    }
    failed(reason, path, database ? sqlite3_errmsg(database) : "no memory");
    sqlite3_close(database);
    return NULL;
}

int queue_run(sqlite3 *database, const char *sql, yardstick_reason *reason) {
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK) return 0;
    return failed(reason, sql, sqlite3_errmsg(database));
}

int queue_execute(const char *path, const char *sql, yardstick_reason *reason) {
    sqlite3 *database = queue_open(path, SQLITE_OPEN_READWRITE, reason);
    if (!database) return -1;
    int result = queue_run(database, sql, reason);
    sqlite3_close(database);
    return result;
}

int queue_integer(const char *path, const char *sql, int64_t *value, yardstick_reason *reason) {
    sqlite3 *database = queue_open(path, SQLITE_OPEN_READWRITE, reason);
    if (!database) return -1;
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    if (result == SQLITE_OK) result = sqlite3_step(statement);
    *value = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    if (result != SQLITE_ROW && result != SQLITE_DONE) failed(reason, sql, sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return result == SQLITE_ROW || result == SQLITE_DONE ? 0 : -1;
}
