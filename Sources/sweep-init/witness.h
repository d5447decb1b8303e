// What sweep-init says to its runner on descriptor 3, or on a socket, a line each:
//
//     here
//     started BOOT
//     ended STATUS BOOT USER SYSTEM RESIDENT OOM
//     failed ERRNO WORDS
//
// `here` first, which is answered; then `started` and one of the others, or `failed` alone. BOOT, USER and SYSTEM are
// nanoseconds, the first since the host's boot; STATUS is the raw status of waitpid; USER, SYSTEM and RESIDENT (bytes, of
// the largest process) are of the program and of every descendant that was reaped; OOM is how many processes of the
// container were killed for want of memory.
#pragma once

#include <stdint.h>

// Connects to the runner's socket in place of descriptor 3. 0, or -1 and words on standard error.
int witness_connect(void);

// Says that it is here, and waits for the byte with which the runner says that it knows this process, and will listen to
// no other; from then on the program may be started. The pipes for the program's output come with it; -1 where nobody
// sends them, as to a descriptor that is no socket, which nobody answers. 0, or -1 and words on standard error.
int witness_meet(int output[2]);

// Hung up once nobody hears it.
int witness_descriptor(void);

// Keeps the descriptor from the program.
void witness_keep(void);

// Nanoseconds since the host's boot.
int64_t witness_now(void);

void witness_started(int64_t boot);
void witness_ended(int status);

// `cannot VERB 'SUBJECT': REASON`
void witness_failed(int number, const char *verb, const char *subject);
