// sweep-init: what runs as process 1 of a container and is the only one there whose word counts.
//
//     sweep-init [--] PROGRAM [ARGUMENT…]
//     sweep-init --socket NAME --processes COUNT -- PROGRAM [ARGUMENT…]
//     sweep-init --answer
//
// The last only says its name: what runs in the container by which `sweepd doctor` sees whether containers run.
//
// It starts the program as its child, passes signals on to the program's process group, reaps everything, and writes to
// descriptor 3, which no other process of the container can reach, one line for each thing that happened (witness.h).
// Engines that cannot hand that on have it connect to a socket instead; NAME is only for the host's list of processes, and
// COUNT a limit on processes that such an engine may not set.
// The runner answers the first line, and its answer brings the pipes that the program writes to.
// When the program has ended it ends too, with the code that a shell would give, and takes the container along. So it
// does when nobody hears it any more: then its runner was killed.
#define _GNU_SOURCE
#include "environment.h"
#include "memory.h"
#include "mounts.h"
#include "program.h"
#include "witness.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const int passed_on[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

enum { not_found = 127, not_executable = 126, signalled = 128 };

static sigset_t awaited(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    for (size_t index = 0; index < sizeof passed_on / sizeof *passed_on; index++) sigaddset(&set, passed_on[index]);
    return set;
}

// So that the program begins with plain signals, whatever the engine or this process has done to them.
static void reset_signals(void) {
    sigset_t none;
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// Becomes the program, in a session of its own; says through the pipe why it cannot.
static void become(char *const argv[], int failure) {
    setsid();
    reset_signals();
    int number = program_become(argv);
    while (write(failure, &number, sizeof number) < 0 && errno == EINTR) {}
    _exit(number == ENOENT ? not_found : not_executable);
}

// The errno of a program that could not be started; 0 where it runs: then the pipe was closed by execve.
static int start(char *const argv[], pid_t *child) {
    int ends[2], number = 0;
    if (pipe2(ends, O_CLOEXEC) < 0) return errno;
    *child = fork();
    if (*child < 0) return errno;
    if (*child == 0) become(argv, ends[1]);
    close(ends[1]);
    ssize_t count;
    do count = read(ends[0], &number, sizeof number);
    while (count < 0 && errno == EINTR);
    close(ends[0]);
    return count == (ssize_t)sizeof number ? number : 0;
}

// Reaps whatever has ended; whether the program is among it.
static int has_ended(pid_t child, int *status) {
    int found = 0, ended;
    pid_t pid;
    while ((pid = waitpid(-1, &ended, WNOHANG)) > 0) {
        if (pid != child) continue;
        *status = ended;
        found = 1;
    }
    return found;
}

// The next signal; 0 where nobody hears the witness any more, which may have been so for long.
static int next_signal(int signals) {
    struct pollfd watched[2] = {{.fd = signals, .events = POLLIN}, {.fd = witness_descriptor(), .events = POLLRDHUP}};
    while (poll(watched, 2, -1) < 0) {}
    if (watched[1].revents & (POLLERR | POLLHUP | POLLRDHUP)) return 0;
    struct signalfd_siginfo info;
    return read(signals, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : SIGCHLD;
}

static int follow(pid_t child, int signals) {
    int status = 0;
    while (!has_ended(child, &status)) {
        int number = next_signal(signals);
        if (number == 0) {
            // All others of the container go with process 1.
            kill(-child, SIGKILL);
            _exit(signalled + SIGKILL);
        }
        if (number != SIGCHLD) kill(-child, number);
    }
    return status;
}

// A client that passes output on may lose the last of it.
static void output_take(const int pipes[2]) {
    for (int index = 0; index < 2; index++) {
        if (dup2(pipes[index], index + 1) >= 0) close(pipes[index]);
    }
}

// Never more than it is already.
static void limit_processes(const char *count) {
    struct rlimit limit;
    rlim_t most = strtoul(count, NULL, 10);
    if (getrlimit(RLIMIT_NPROC, &limit) != 0 || (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < most)) return;
    limit.rlim_cur = limit.rlim_max = most;
    setrlimit(RLIMIT_NPROC, &limit);
}

// Where the program's words begin; the way to the runner is open then. NULL where there is none, or no program.
static char **begin(int argc, char *argv[]) {
    int is_socket = argc > 5 && strcmp(argv[1], "--socket") == 0;
    char **words = argv + (is_socket ? 5 : 1);
    int pipes[2];
    if (*words != NULL && strcmp(*words, "--") == 0) words++;
    if (*words == NULL || (is_socket && witness_connect() != 0)) return NULL;
    if (is_socket) limit_processes(argv[4]);
    witness_keep();
    if (witness_meet(pipes) != 0) return NULL;
    output_take(pipes);
    return words;
}

static int say_name(void) {
    static const char name[] = "sweep-init\n";
    return write(STDOUT_FILENO, name, sizeof name - 1) == (ssize_t)(sizeof name - 1) ? 0 : 1;
}

int main(int argc, char *argv[]) {
    if (argc == 2 && strcmp(argv[1], "--answer") == 0) return say_name();
    // Nobody may look into this process, and so at its descriptors, not even with the same user id.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    // For engines whose containers share the host's process numbers: orphans come here there too.
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    signal(SIGPIPE, SIG_IGN);
    // Where it is ignored, as whoever starts an engine may have it, nobody can be waited for.
    signal(SIGCHLD, SIG_DFL);
    char **words = begin(argc, argv);
    if (words == NULL) return not_executable;
    // Blocked, for process 1 loses what is neither blocked nor handled; and read where it waits.
    sigset_t set = awaited();
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    if (signals < 0) return not_executable;
    int number = environment_read();
    if (number != 0) {
        witness_failed(number, "read", environment_path);
        return not_executable;
    }
    const char *mount;
    number = mounts_check(&mount);
    if (number != 0) {
        witness_failed(number, "mount", mount);
        return not_executable;
    }
    memory_begin();
    pid_t child = -1;
    int64_t started = witness_now();
    number = start(words, &child);
    if (number != 0) {
        witness_failed(number, "start", words[0]);
        return number == ENOENT ? not_found : not_executable;
    }
    witness_started(started);
    int status = follow(child, signals);
    witness_ended(status);
    return WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
}
