// What sweep-init says on descriptor 3, a line each:
//
//     started BOOT
//     ended STATUS BOOT USER SYSTEM RESIDENT OOM
//     failed ERRNO WORDS
//
// `started` and one of the others, or `failed` alone. BOOT, USER and SYSTEM are nanoseconds, the first since the host's
// boot; STATUS is the raw status of waitpid; USER, SYSTEM and RESIDENT (bytes, of the largest process) are of the program
// and of every descendant that was reaped; OOM is how many processes of the container were killed for want of memory.
#pragma once

#include <stdint.h>

// Keeps the descriptor from the program.
void witness_keep(void);

// Nanoseconds since the host's boot.
int64_t witness_now(void);

void witness_started(int64_t boot);
void witness_ended(int status);

// `cannot VERB 'SUBJECT': REASON`
void witness_failed(int number, const char *verb, const char *subject);
