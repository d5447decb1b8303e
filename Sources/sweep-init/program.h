// The program that the container is for.
#pragma once

// Becomes it: a name without a slash is looked up in PATH. Returns only with the errno of a failure.
//
// A file that is no program, and no script that names its interpreter, is ENOEXEC. The C library's execvp would hand it
// to a shell, which would say something else about it.
int program_become(char *const argv[]);
