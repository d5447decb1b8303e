#pragma once
#include <stdint.h>
#include <sys/types.h>

/// Why a function of this header failed, as one line of text.
typedef struct { char text[256]; } yardstick_reason;

/// Runs /bin/true `count` times, `slots` at once, with the durable steps of sweepd's attempts and no supervisor: a run
/// directory with its records (unsynced, renamed into place where sweepd renames), posix_spawn, and one SQLite
/// transaction (WAL, synchronous FULL) a tick that settles what has ended and claims what fits.
///
/// Waits for any child, so the calling process must have no other one. `folder` exists and is empty. Returns 0, and
/// the time from the submission's transaction to the last outcome's; or -1.
int yardstick_attempts(
    const char *folder, int count, int slots, int64_t *nanoseconds, yardstick_reason *reason);

/// Reads the lines {"step": N, "value": X} of a file and stores them as sweepd stores a metric's history, in a new
/// database in one durable transaction. Returns how many, or -1.
int64_t yardstick_points(const char *lines, const char *database, yardstick_reason *reason);

/// Carries out statements on an existing database. Returns 0 or -1.
int queue_execute(const char *database, const char *sql, yardstick_reason *reason);

/// The first cell of the answer to a query; 0 where it is NULL or there is no row. Returns 0 or -1.
int queue_integer(const char *database, const char *sql, int64_t *value, yardstick_reason *reason);

/// Starts a process with these three standard descriptors; `folder` may be NULL. Returns 0 or an errno.
int process_spawn(
    pid_t *process, char *const argv[], char *const environment[], const char *folder, const int standard[3]);
