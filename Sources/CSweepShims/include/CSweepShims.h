/// The few calls that Swift's Glibc lacks or cannot reach: variadic ones, GNU extensions, awkward structures.
///
/// Unless a comment says otherwise, a call returns a result of 0 or more, or the negated errno, and every
/// descriptor that it makes is close-on-exec. Nothing here allocates memory that the caller must free, keeps
/// state (but for the executor at the end), or touches signals of the calling process.
#pragma once

#include "DeviceLibraries.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: Processes

/// Starts a program with nothing inherited but what is named here.
///
/// It leads a session and a process group of its own; every signal is unblocked and at its default; every
/// descriptor from 3 on is closed, but for a witness. Costs no copy of page tables (vfork semantics), whatever the caller's size.
///
/// - executable: path of the program; PATH is not searched.
/// - argv, envp: NULL-terminated.
/// - directory: its working directory; NULL keeps the caller's.
/// - stdio: what becomes its descriptors 0, 1 and 2; -1 stands for /dev/null. Each must be -1 or at least 3.
/// - witness: what becomes its descriptor 3; -1 for nothing.
/// - pid: set on success. The caller is the parent and has to wait for it.
int sweep_spawn(
    const char *executable, char *const argv[], char *const envp[], const char *directory, const int stdio[3],
    int witness, pid_t *pid);

/// A descriptor of a process, readable (poll) once it has ended.
int sweep_pidfd_open(pid_t pid);

/// Sends a signal to exactly the process that a pidfd stands for.
int sweep_pidfd_signal(int pidfd, int signal);

/// Makes the caller the parent of every descendant that loses its own.
int sweep_become_subreaper(void);

/// The resources that a reaped child used, its own reaped descendants included.
struct sweep_usage {
    int64_t user_nanoseconds;
    int64_t system_nanoseconds;
    /// The largest resident set of any one process.
    int64_t resident_bytes_max;
};

/// Reaps one ended child without waiting.
///
/// Returns its pid, 0 where children are left but none has ended, -ECHILD where none is left.
/// - status: the raw status of waitpid.
int sweep_reap(int *status, struct sweep_usage *usage);

/// An eventfd that is raised whenever a group of cgroup v1 runs out of memory, and when it is removed.
///
/// - file: the group's `memory.oom_control`.
int sweep_memory_alarm(const char *file);

// MARK: Signals and timers

/// Blocks the signals and returns a descriptor (not blocking) from which they are read.
int sweep_signalfd(const int *signals, size_t count);

/// Takes one signal from such a descriptor: its number, or 0 where none is pending.
int sweep_next_signal(int fd);

/// Ignores a signal.
int sweep_ignore_signal(int signal);

/// Puts every signal at its default and unblocks all, so that nothing is left of what the caller inherited.
void sweep_reset_signals(void);

/// A timer on CLOCK_BOOTTIME (which counts time asleep), readable (poll) once it has fired; not blocking.
int sweep_timerfd(void);

/// Arms such a timer for a time of sweep_boot_nanoseconds(); 0 disarms it.
int sweep_timerfd_arm(int fd, int64_t boot_nanoseconds);

/// Nanoseconds since boot, time asleep included; never jumps.
int64_t sweep_boot_nanoseconds(void);

/// Nanoseconds since 1970-01-01T00:00:00Z.
int64_t sweep_wall_nanoseconds(void);

// MARK: Sockets

/// Who is at the other end of a Unix stream socket, as the kernel noted it at connect or listen.
int sweep_peer_credentials(int fd, pid_t *pid, uid_t *uid, gid_t *gid);

/// The supplementary groups of the peer; returns how many there are, of which at most `capacity` are stored.
int sweep_peer_groups(int fd, gid_t *groups, size_t capacity);

/// A pipe: what is written to the second is read from the first.
int sweep_pipe(int fds[2]);

/// Two connected Unix stream sockets.
int sweep_socketpair(int fds[2]);

/// An unbound Unix datagram socket; sends on it wait at most `milliseconds` for room at the receiver.
int sweep_datagram_socket(int milliseconds);

/// A Unix datagram socket bound to a path (mode 0600, whatever the umask), which must not exist; not blocking.
int sweep_datagram_bind(const char *path);

/// Sends one datagram to the socket bound to a path; -ENAMETOOLONG where the path does not fit an address.
int sweep_datagram_send(int fd, const char *path, const void *bytes, size_t count);

/// A Unix stream socket that listens at a path (mode 0600, whatever the umask), which must not exist; not blocking.
int sweep_stream_listen(const char *path);

/// The next connection to such a socket, not blocking; -EAGAIN where there is none.
int sweep_accept(int fd);

/// Sends one byte and two descriptors, which the other end gets as copies, on a connected socket.
int sweep_send_descriptors(int fd, const int descriptors[2]);

/// Sends on a connected socket without raising SIGPIPE; may write less than `count`.
int sweep_send(int fd, const void *bytes, size_t count);

// MARK: Files

/// The lock of a file (flock): exclusive where asked, else shared; -EWOULDBLOCK where another holds it.
int sweep_try_lock(int fd, int exclusive);

/// Gives a file that lock back; closing its last descriptor does the same.
int sweep_unlock(int fd);

/// openat(2) with O_CLOEXEC and O_NOFOLLOW always added.
int sweep_open_at(int directory, const char *name, int flags, mode_t mode);

/// A descriptor that stands for a file or folder without opening it (O_PATH); -ELOOP where any component of the path is
/// a link (openat2 with RESOLVE_NO_SYMLINKS, Linux 5.6).
int sweep_locate_without_links(const char *path);

/// Renames within a directory; -EEXIST where the new name is taken, which a plain rename would replace.
int sweep_rename_new(int directory, const char *from, const char *to);

/// Renames within a directory, in one step also over a file that is there. What rename(2) does besides on ext4, which
/// is to write the new file to the disk before it returns (auto_da_alloc, ext4(5)), this leaves to the kernel's time.
int sweep_rename_over(int directory, const char *from, const char *to);

/// Makes a file share the blocks of another (reflink); -EOPNOTSUPP, -EXDEV or -EINVAL where that cannot be.
int sweep_clone_file(int source, int destination);

/// Copies bytes between files inside the kernel; returns how many, 0 at the end of the source.
ssize_t sweep_copy_range(int source, int64_t *source_offset, int destination, size_t count);

/// Sets room aside for the first bytes of a file, whose size stays; writing them then needs no room on the disk.
/// -EOPNOTSUPP where the file system cannot.
int sweep_reserve(int fd, int64_t bytes);

/// Starts writing a file's bytes to the disk without waiting.
int sweep_start_writeback(int fd);

/// The kind of file system that a path is on (f_type of statfs), or the negated errno.
int64_t sweep_file_system_type(const char *path);

/// The same of an open file.
int64_t sweep_file_system_type_of(int fd);

/// The size of a pipe's buffer, set as near to `bytes` as the kernel allows.
int sweep_pipe_capacity(int fd, int bytes);

// MARK: The Swift runtime

/// Hands every job of Swift's global executor to `take` from now on, instead of to libdispatch; for the process's life.
/// -ENOSYS where the runtime has no such hook (swift_task_enqueueGlobal_hook).
int sweep_set_global_executor(void (*take)(void *job));
