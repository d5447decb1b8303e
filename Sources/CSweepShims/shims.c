#define _GNU_SOURCE
#include "CSweepShims.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int64_t nanoseconds_per_second = 1000000000;

static int checked(int result) { return result < 0 ? -errno : result; }

// MARK: Processes

static int add_descriptors(posix_spawn_file_actions_t *actions, const int stdio[3], int witness) {
    for (int target = 0; target < 3; target++) {
        int flags = target == 0 ? O_RDONLY : O_WRONLY;
        int error = stdio[target] < 0
            ? posix_spawn_file_actions_addopen(actions, target, "/dev/null", flags, 0)
            : posix_spawn_file_actions_adddup2(actions, stdio[target], target);
        if (error != 0) return error;
    }
    if (witness < 0) return posix_spawn_file_actions_addclosefrom_np(actions, 3);
    int error = posix_spawn_file_actions_adddup2(actions, witness, 3);
    return error != 0 ? error : posix_spawn_file_actions_addclosefrom_np(actions, 4);
}

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    // Not sigfillset: it leaves out the two signals that glibc keeps for itself, which the child would then ignore.
    memset(&all, 0xFF, sizeof all);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
    return posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

int sweep_spawn(
    const char *executable, char *const argv[], char *const envp[], const char *directory, const int stdio[3],
    int witness, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) return -error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) error = set_attributes(&attributes);
    if (error == 0) error = add_descriptors(&actions, stdio, witness);
    if (error == 0 && directory != NULL) error = posix_spawn_file_actions_addchdir_np(&actions, directory);
    if (error == 0) error = posix_spawn(pid, executable, &actions, &attributes, argv, envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return -error;
}

int sweep_pidfd_open(pid_t pid) { return checked(pidfd_open(pid, 0)); }

int sweep_pidfd_signal(int pidfd, int signal) { return checked(pidfd_send_signal(pidfd, signal, NULL, 0)); }

int sweep_become_subreaper(void) { return checked(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)); }

static int64_t nanoseconds_of(struct timeval time) {
    return time.tv_sec * nanoseconds_per_second + time.tv_usec * 1000;
}

int sweep_reap(int *status, struct sweep_usage *usage) {
    struct rusage used = {0};
    pid_t pid = wait4(-1, status, WNOHANG, &used);
    if (pid < 0) return -errno;
    usage->user_nanoseconds = nanoseconds_of(used.ru_utime);
    usage->system_nanoseconds = nanoseconds_of(used.ru_stime);
    usage->resident_bytes_max = (int64_t)used.ru_maxrss * 1024;
    return pid;
}

int sweep_memory_alarm(const char *file) {
    char path[PATH_MAX];
    const char *end = strrchr(file, '/');
    if (end == NULL) return -EINVAL;
    snprintf(path, sizeof path, "%.*s/cgroup.event_control", (int)(end - file), file);
    int counts = open(file, O_RDONLY | O_CLOEXEC), control = open(path, O_WRONLY | O_CLOEXEC);
    int event = counts < 0 || control < 0 ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int error = event < 0 || dprintf(control, "%d %d", event, counts) < 0 ? errno : 0;
    if (counts >= 0) close(counts);
    if (control >= 0) close(control);
    if (error != 0 && event >= 0) close(event);
    return error == 0 ? event : -error;
}

// MARK: Signals and timers

int sweep_signalfd(const int *signals, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t index = 0; index < count; index++) sigaddset(&set, signals[index]);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -errno;
    return checked(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int sweep_next_signal(int fd) {
    struct signalfd_siginfo info;
    ssize_t count = read(fd, &info, sizeof info);
    if (count == (ssize_t)sizeof info) return (int)info.ssi_signo;
    return count < 0 && errno != EAGAIN && errno != EINTR ? -errno : 0;
}

int sweep_ignore_signal(int number) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    return checked(sigaction(number, &action, NULL));
}

void sweep_reset_signals(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

int sweep_timerfd(void) { return checked(timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)); }

int sweep_timerfd_arm(int fd, int64_t boot_nanoseconds) {
    struct itimerspec when = {0};
    when.it_value.tv_sec = boot_nanoseconds / nanoseconds_per_second;
    when.it_value.tv_nsec = boot_nanoseconds % nanoseconds_per_second;
    return checked(timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, NULL));
}

static int64_t clock_nanoseconds(clockid_t clock) {
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return now.tv_sec * nanoseconds_per_second + now.tv_nsec;
}

int64_t sweep_boot_nanoseconds(void) { return clock_nanoseconds(CLOCK_BOOTTIME); }

int64_t sweep_wall_nanoseconds(void) { return clock_nanoseconds(CLOCK_REALTIME); }

// MARK: Sockets

int sweep_peer_credentials(int fd, pid_t *pid, uid_t *uid, gid_t *gid) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
    *pid = peer.pid;
    *uid = peer.uid;
    *gid = peer.gid;
    return 0;
}

int sweep_peer_groups(int fd, gid_t *groups, size_t capacity) {
    gid_t all[65536 / sizeof(gid_t)];
    socklen_t size = sizeof all;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, all, &size) < 0) return -errno;
    size_t count = size / sizeof(gid_t);
    memcpy(groups, all, (count < capacity ? count : capacity) * sizeof(gid_t));
    return (int)count;
}

int sweep_pipe(int fds[2]) { return checked(pipe2(fds, O_CLOEXEC)); }

int sweep_socketpair(int fds[2]) { return checked(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)); }

static int address_of(const char *path, struct sockaddr_un *address) {
    size_t length = strlen(path);
    if (length >= sizeof address->sun_path) return -ENAMETOOLONG;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, length + 1);
    return 0;
}

int sweep_datagram_socket(int milliseconds) {
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    struct timeval limit = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0) return fd;
    int error = errno;
    close(fd);
    return -error;
}

int sweep_datagram_bind(const char *path) {
    struct sockaddr_un address;
    int error = address_of(path, &address);
    if (error < 0) return error;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    // The mode of the socket's inode is what bind gives the new name, so nobody else ever finds it open.
    if (fchmod(fd, 0600) == 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    error = errno;
    close(fd);
    return -error;
}

int sweep_datagram_send(int fd, const char *path, const void *bytes, size_t count) {
    struct sockaddr_un address;
    int error = address_of(path, &address);
    if (error < 0) return error;
    return checked((int)sendto(fd, bytes, count, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address));
}

int sweep_stream_listen(const char *path) {
    struct sockaddr_un address;
    int error = address_of(path, &address);
    if (error < 0) return error;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    int bound = fchmod(fd, 0600) == 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (bound && listen(fd, 1) == 0) return fd;
    error = errno;
    close(fd);
    return -error;
}

int sweep_accept(int fd) { return checked(accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)); }

int sweep_send_descriptors(int fd, const int descriptors[2]) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(2 * sizeof(int))];
    } control = {.header = {.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(2 * sizeof(int))}};
    memcpy(CMSG_DATA(&control.header), descriptors, 2 * sizeof(int));
    struct iovec byte = {.iov_base = "!", .iov_len = 1};
    struct msghdr message = {
        .msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    return checked((int)sendmsg(fd, &message, MSG_NOSIGNAL));
}

int sweep_send(int fd, const void *bytes, size_t count) {
    return checked((int)send(fd, bytes, count, MSG_NOSIGNAL));
}

// MARK: Files

int sweep_try_lock(int fd, int exclusive) { return checked(flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB)); }

int sweep_unlock(int fd) { return checked(flock(fd, LOCK_UN)); }

int sweep_open_at(int directory, const char *name, int flags, mode_t mode) {
    return checked(openat(directory, name, flags | O_CLOEXEC | O_NOFOLLOW, mode));
}

int sweep_locate_without_links(const char *path) {
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS};
    return checked((int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how));
}

int sweep_rename_new(int directory, const char *from, const char *to) {
    if (renameat2(directory, from, directory, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL) return -errno;
    // The file system knows no such rename: a link is as atomic, and refuses a taken name too.
    if (linkat(directory, from, directory, to, 0) < 0) return -errno;
    unlinkat(directory, from, 0);
    return 0;
}

int sweep_rename_over(int directory, const char *from, const char *to) {
    if (renameat2(directory, from, directory, to, RENAME_EXCHANGE) < 0)
        return checked(renameat(directory, from, directory, to));
    return checked(unlinkat(directory, from, 0));
}

int sweep_clone_file(int source, int destination) { return checked(ioctl(destination, FICLONE, source)); }

ssize_t sweep_copy_range(int source, int64_t *source_offset, int destination, size_t count) {
    ssize_t copied = copy_file_range(source, source_offset, destination, NULL, count, 0);
    return copied < 0 ? -errno : copied;
}

int sweep_reserve(int fd, int64_t bytes) { return checked(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, bytes)); }

int sweep_start_writeback(int fd) { return checked(sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE)); }

int64_t sweep_file_system_type(const char *path) {
    struct statfs facts;
    return statfs(path, &facts) < 0 ? -errno : (int64_t)facts.f_type;
}

int64_t sweep_file_system_type_of(int fd) {
    struct statfs facts;
    return fstatfs(fd, &facts) < 0 ? -errno : (int64_t)facts.f_type;
}

int sweep_pipe_capacity(int fd, int bytes) { return checked(fcntl(fd, F_SETPIPE_SZ, bytes)); }

/// Weak, because not every program with these shims has Swift's concurrency in it.
extern void *swift_task_enqueueGlobal_hook __attribute__((weak));

static void (*take_job)(void *job);

static __attribute__((swiftcall)) void enqueue_global(void *job, void *original) {
    (void)original;
    take_job(job);
}

int sweep_set_global_executor(void (*take)(void *job)) {
    if (!&swift_task_enqueueGlobal_hook) return -ENOSYS;
    take_job = take;
    swift_task_enqueueGlobal_hook = (void *)enqueue_global;
    return 0;
}
