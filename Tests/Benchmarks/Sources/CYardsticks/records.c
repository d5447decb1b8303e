#define _GNU_SOURCE
#include "records.h"
#include "queue.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// As long as what sweepd writes: the host, the specification, the environment's names, the source.
static const int manifest_bytes = 3000;

static int write_file(int folder, const char *name, const char *bytes, size_t count) {
    int file = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return -1;
    ssize_t written = count ? write(file, bytes, count) : 0;
    return close(file) || written != (ssize_t)count ? -1 : 0;
}

/// A new file under a name of its own, then renamed.
static int replace_file(int folder, const char *name, const char *bytes, size_t count) {
    char fresh[64];
    snprintf(fresh, sizeof fresh, "%s.new", name);
    return write_file(folder, fresh, bytes, count) || renameat(folder, fresh, folder, name) ? -1 : 0;
}

static int write_manifest(const attempt *attempt, const char *status) {
    char text[4096];
    int start = snprintf(text, sizeof text, "{\"run\":%d,\"status\":\"%s\",\"facts\":\"", attempt->index, status);
    memset(text + start, 'x', (size_t)(manifest_bytes - start));
    memcpy(text + manifest_bytes, "\"}\n", 3);
    return replace_file(attempt->records, "manifest.json", text, (size_t)manifest_bytes + 3);
}

int records_begin(const char *folder, attempt *attempt, const char *parameters, yardstick_reason *reason) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%d", folder, attempt->index);
    if (mkdir(path, 0700)) return failed(reason, path, strerror(errno));
    int run = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int made = run >= 0 && !mkdirat(run, "files", 0700) && !mkdirat(run, "attempt-1", 0700);
    attempt->records = made ? openat(run, "attempt-1", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (run >= 0) close(run);
    if (attempt->records >= 0 && !write_file(attempt->records, "params.json", parameters, strlen(parameters))
        && !write_file(attempt->records, "metrics.jsonl", "", 0) && !write_manifest(attempt, "starting"))
        return 0;
    return failed(reason, path, strerror(errno));
}

static int open_log(const attempt *attempt, const char *name) {
    return openat(attempt->records, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

int records_start(attempt *attempt, yardstick_reason *reason) {
    static char *const argv[] = {"/bin/true", NULL};
    static char *const environment[] = {"PATH=/usr/bin:/bin", "SWEEP_ATTEMPT=1", NULL};
    int logs[3] = {
        open("/dev/null", O_RDONLY | O_CLOEXEC), open_log(attempt, "stdout.log"), open_log(attempt, "stderr.log")};
    int error = logs[0] < 0 || logs[1] < 0 || logs[2] < 0 ? errno : 0;
    if (!error) error = process_spawn(&attempt->process, argv, environment, NULL, logs);
    for (int i = 0; i < 3; i++)
        if (logs[i] >= 0) close(logs[i]);
    if (error) return failed(reason, "cannot start /bin/true", strerror(error));
    char text[256];
    int count = snprintf(
        text, sizeof text, "{\"attempt\":\"yardstick/%d.1\",\"pid\":%d,\"started_at_ns\":%lld}\n", attempt->index,
        attempt->process, (long long)clock_nanoseconds());
    if (!replace_file(attempt->records, "started.json", text, (size_t)count)) return 0;
    return failed(reason, "cannot write started.json", strerror(errno));
}

int records_end(attempt *attempt, yardstick_reason *reason) {
    char text[512];
    int count = snprintf(
        text, sizeof text,
        "{\"attempt\":\"yardstick/%d.1\",\"wait_status\":%d,\"ended_at_ns\":%lld,\"checksum\":\"%064d\"}\n",
        attempt->index, attempt->wait_status, (long long)clock_nanoseconds(), attempt->index);
    int result = replace_file(attempt->records, "exit.json", text, (size_t)count) || write_manifest(attempt, "finished");
    int error = errno;
    close(attempt->records);
    return result ? failed(reason, "cannot write exit.json", strerror(error)) : 0;
}
