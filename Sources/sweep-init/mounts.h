// Whether the container sees what was checked: a path may have come to mean something else before the engine used it.
#pragma once

// Holds `DEVICE INODE TARGET` for each mount, in decimal, each ended by a zero byte. Absent where there is none.
extern const char mounts_path[];

// 0 where every target is the file that was checked; else an errno, and what it is about.
int mounts_check(const char **subject);
