#define _GNU_SOURCE
#include "witness.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static const int descriptor = 3;
static const int64_t nanoseconds_per_second = 1000000000;

void witness_keep(void) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

int64_t witness_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec * nanoseconds_per_second + now.tv_nsec;
}

// In one write, which a pipe takes whole up to 4096 bytes.
__attribute__((format(printf, 1, 2))) static void say(const char *format, ...) {
    char line[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    size_t count = (size_t)length < sizeof line - 1 ? (size_t)length : sizeof line - 2;
    // What a program's name may hold must not make two lines of one.
    for (size_t index = 0; index < count; index++) {
        if (line[index] == '\n') line[index] = ' ';
    }
    line[count++] = '\n';
    while (write(descriptor, line, count) < 0 && errno == EINTR) {}
}

void witness_started(int64_t boot) { say("started %" PRId64, boot); }

static int64_t nanoseconds_of(struct timeval time) {
    return time.tv_sec * nanoseconds_per_second + time.tv_usec * 1000;
}

// The number after `oom_kill` in a file of the container's own control group; -1 where there is none.
static long long oom_kills_in(const char *path) {
    char text[1024];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return -1;
    text[count] = 0;
    const char *found = strstr(text, "oom_kill ");
    return found == NULL ? -1 : atoll(found + strlen("oom_kill "));
}

static long long oom_kills(void) {
    long long count = oom_kills_in("/sys/fs/cgroup/memory.events");
    if (count < 0) count = oom_kills_in("/sys/fs/cgroup/memory/memory.oom_control");
    return count < 0 ? 0 : count;
}

void witness_ended(int status) {
    int64_t now = witness_now();
    struct rusage used = {0};
    getrusage(RUSAGE_CHILDREN, &used);
    say("ended %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %lld", status, now, nanoseconds_of(used.ru_utime),
        nanoseconds_of(used.ru_stime), (int64_t)used.ru_maxrss * 1024, oom_kills());
}

void witness_failed(int number, const char *verb, const char *subject) {
    say("failed %d cannot %s '%s': %s", number, verb, subject, strerror(number));
}
