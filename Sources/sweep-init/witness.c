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
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int descriptor = 3;
static const int64_t nanoseconds_per_second = 1000000000;

// The runner's byte, and the descriptors that come with it; how many bytes that were.
static ssize_t answer(int output[2]) {
    char go;
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct iovec bytes = {.iov_base = &go, .iov_len = 1};
    struct msghdr message = {
        .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t count;
    do count = recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    struct cmsghdr *header = count == 1 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header == NULL || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(2 * sizeof(int))) return count;
    memcpy(output, CMSG_DATA(header), 2 * sizeof(int));
    return count;
}

// Nobody else hears this; the engine's client repeats it.
static int unreachable(void) {
    fprintf(stderr, "sweep-init cannot reach its runner: %s\n", strerror(errno));
    return -1;
}

int witness_connect(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/run/sweep/witness"};
    descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return unreachable();
    return 0;
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

int witness_meet(int output[2]) {
    struct stat status;
    output[0] = output[1] = -1;
    if (fstat(descriptor, &status) != 0 || !S_ISSOCK(status.st_mode)) return 0;
    say("here");
    ssize_t count = answer(output);
    if (count == 1) return 0;
    if (count == 0) errno = ECONNRESET;
    return unreachable();
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
