#define _GNU_SOURCE
#include "queue.h"
#include "records.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE sweep (id INTEGER PRIMARY KEY, next_index INTEGER, running INTEGER, finished INTEGER) STRICT;"
    "CREATE TABLE run (id INTEGER PRIMARY KEY, state TEXT NOT NULL, parameters TEXT NOT NULL,"
    " point_key TEXT NOT NULL UNIQUE, started_at INTEGER, finished_at INTEGER, exit_code INTEGER) STRICT;"
    "CREATE INDEX run_by_state ON run (state);"
    "CREATE TABLE attempt (run INTEGER, number INTEGER, state TEXT NOT NULL, started_at INTEGER, finished_at INTEGER,"
    " exit_code INTEGER, PRIMARY KEY (run, number)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE lease (run INTEGER, attempt INTEGER, PRIMARY KEY (run, attempt)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE event (sequence INTEGER PRIMARY KEY, at INTEGER, run INTEGER, event TEXT NOT NULL) STRICT;";

static const char submit[] = "INSERT INTO sweep VALUES (1, 1, 0, 0)";

/// ?1 is the run's index, ?2 the time, ?3 the exit code, ?4 the parameters.
enum { steps_max = 5 };
static const char *const claim_sql[steps_max] = {
    "INSERT INTO run VALUES (?1, 'running', ?4, printf('%032x', ?1), ?2, NULL, NULL)",
    "INSERT INTO attempt VALUES (?1, 1, 'running', ?2, NULL, NULL)",
    "INSERT INTO lease VALUES (?1, 1)",
    "INSERT INTO event (at, run, event) VALUES (?2, ?1, 'started')",
    "UPDATE sweep SET next_index = next_index + 1, running = running + 1 WHERE id = 1"};
static const char *const settle_sql[steps_max] = {
    "UPDATE run SET state = 'finished', finished_at = ?2, exit_code = ?3 WHERE id = ?1",
    "UPDATE attempt SET state = 'finished', finished_at = ?2, exit_code = ?3 WHERE run = ?1 AND number = 1",
    "DELETE FROM lease WHERE run = ?1 AND attempt = 1",
    "INSERT INTO event (at, run, event) VALUES (?2, ?1, 'finished')",
    "UPDATE sweep SET running = running - 1, finished = finished + 1 WHERE id = 1"};

typedef struct {
    const char *folder;
    int count, slots, claimed, ended;
    sqlite3 *database;
    sqlite3_stmt *claim[steps_max], *settle[steps_max];
    attempt *attempts;
    yardstick_reason *reason;
} loop;

static int prepare(loop *loop) {
    if (queue_run(loop->database, schema, loop->reason)) return -1;
    for (int i = 0; i < steps_max; i++) {
        int result = sqlite3_prepare_v2(loop->database, claim_sql[i], -1, &loop->claim[i], NULL);
        if (!result) result = sqlite3_prepare_v2(loop->database, settle_sql[i], -1, &loop->settle[i], NULL);
        if (result) return failed(loop->reason, "cannot prepare", sqlite3_errmsg(loop->database));
    }
    return 0;
}

static int write_rows(loop *loop, sqlite3_stmt **statements, const attempt *attempt, const char *parameters) {
    for (int i = 0; i < steps_max; i++) {
        sqlite3_bind_int64(statements[i], 1, attempt->index);
        sqlite3_bind_int64(statements[i], 2, clock_nanoseconds());
        sqlite3_bind_int64(statements[i], 3, WEXITSTATUS(attempt->wait_status));
        sqlite3_bind_text(statements[i], 4, parameters, -1, SQLITE_TRANSIENT);
        if (sqlite3_step(statements[i]) != SQLITE_DONE || sqlite3_reset(statements[i]) != SQLITE_OK)
            return failed(loop->reason, "cannot write a row", sqlite3_errmsg(loop->database));
    }
    return 0;
}

static void write_parameters(const attempt *attempt, char text[64]) {
    snprintf(text, 64, "{\"index\":%d}", attempt->index);
}

/// One transaction: every outcome that is known, and a run for every free slot.
static int tick(loop *loop) {
    char parameters[64] = "";
    if (queue_run(loop->database, "BEGIN IMMEDIATE", loop->reason)) return -1;
    for (attempt *each = loop->attempts; each < loop->attempts + loop->slots; each++) {
        if (each->has_ended) {
            if (write_rows(loop, loop->settle, each, parameters)) return -1;
            *each = (attempt){0};
            loop->ended++;
        }
        if (each->process || loop->claimed == loop->count) continue;
        *each = (attempt){.index = ++loop->claimed, .is_new = 1};
        write_parameters(each, parameters);
        if (write_rows(loop, loop->claim, each, parameters)) return -1;
    }
    return queue_run(loop->database, "COMMIT", loop->reason);
}

static int start_claimed(loop *loop) {
    char parameters[64];
    for (attempt *each = loop->attempts; each < loop->attempts + loop->slots; each++) {
        if (!each->is_new) continue;
        write_parameters(each, parameters);
        if (records_begin(loop->folder, each, parameters, loop->reason)) return -1;
        if (records_start(each, loop->reason)) return -1;
        each->is_new = 0;
    }
    return 0;
}

/// Waits for one to end, and takes along all that have.
static int reap(loop *loop) {
    int status;
    pid_t process = waitpid(-1, &status, 0);
    if (process < 0) return failed(loop->reason, "cannot wait", strerror(errno));
    for (; process > 0; process = waitpid(-1, &status, WNOHANG)) {
        for (attempt *each = loop->attempts; each < loop->attempts + loop->slots; each++) {
            if (each->process != process) continue;
            each->wait_status = status;
            each->has_ended = 1;
            if (records_end(each, loop->reason)) return -1;
        }
    }
    return 0;
}

static int run(loop *loop, int64_t *nanoseconds) {
    if (prepare(loop)) return -1;
    int64_t start = clock_nanoseconds();
    if (queue_run(loop->database, submit, loop->reason)) return -1;
    while (loop->ended < loop->count) {
        if (tick(loop) || start_claimed(loop)) return -1;
        if (loop->ended < loop->count && reap(loop)) return -1;
    }
    *nanoseconds = clock_nanoseconds() - start;
    return 0;
}

int yardstick_attempts(
    const char *folder, int count, int slots, int64_t *nanoseconds, yardstick_reason *reason) {
    char path[4096];
    snprintf(path, sizeof path, "%s/queue.db", folder);
    loop loop = {.folder = folder, .count = count, .slots = slots, .reason = reason};
    loop.attempts = calloc((size_t)slots, sizeof *loop.attempts);
    loop.database = queue_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, reason);
    int result = loop.attempts && loop.database ? run(&loop, nanoseconds) : -1;
    for (int i = 0; i < steps_max; i++) {
        sqlite3_finalize(loop.claim[i]);
        sqlite3_finalize(loop.settle[i]);
    }
    sqlite3_close(loop.database);
    free(loop.attempts);
    return result;
}
