// How many processes of the container the kernel has killed for want of memory.
#pragma once

// Begins to count; before the program starts.
void memory_begin(void);

// Since then; 0 where the container has no control group of its own.
long long memory_kills(void);
