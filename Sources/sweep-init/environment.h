// The variables that an engine's own format cannot carry exactly: those with line ends, and very long ones.
#pragma once

// Holds them as `NAME=VALUE`, each ended by a zero byte. Absent where there is none.
extern const char environment_path[];

// Sets them; 0, or an errno where the file is there and cannot be read.
int environment_read(void);
