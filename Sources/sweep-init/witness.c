#define _GNU_SOURCE
#include "witness.h"
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int descriptor = 3;
static const int64_t nanoseconds_per_second = 1000000000;

int witness_connect(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/run/sweep/witness"};
    char go;
    descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor >= 0 && connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0) {
        ssize_t count;
        do count = read(descriptor, &go, 1);
        while (count < 0 && errno == EINTR);
        if (count == 1) return 0;
        if (count == 0) errno = ECONNRESET;
    }
    // Nobody else hears this; the engine's client repeats it.
    fprintf(stderr, "sweep-init cannot reach its runner at '%s': %s\n", address.sun_path, strerror(errno));
    return -1;
}

int witness_descriptor(void) { return descriptor; }

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

void witness_ended(int status) {
    int64_t now = witness_now();
    struct rusage used = {0};
    getrusage(RUSAGE_CHILDREN, &used);
    say("ended %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %lld", status, now, nanoseconds_of(used.ru_utime),
        nanoseconds_of(used.ru_stime), (int64_t)used.ru_maxrss * 1024, memory_kills());
}

void witness_failed(int number, const char *verb, const char *subject) {
    say("failed %d cannot %s '%s': %s", number, verb, subject, strerror(number));
}
