#pragma once
#include "CYardsticks.h"

/// One execution of /bin/true under way.
typedef struct {
    pid_t process;  // 0: the slot is free
    int index;      // from 1
    int records;    // descriptor of its attempt directory
    int wait_status;
    int is_new;     // claimed in the transaction of this tick
    int has_ended;
} attempt;

/// Makes FOLDER/INDEX, its `files` and `attempt-1`, and everything that is in there before the start. 0 or -1.
int records_begin(const char *folder, attempt *attempt, const char *parameters, yardstick_reason *reason);

/// Starts /bin/true with its logs and notes who it is. 0 or -1.
int records_start(attempt *attempt, yardstick_reason *reason);

/// Writes how it ended, and completes the manifest. 0 or -1.
int records_end(attempt *attempt, yardstick_reason *reason);
