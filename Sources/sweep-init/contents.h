// What is handed to this process in files, beside its arguments.
#pragma once

#include <stddef.h>

// The whole file with a zero byte at its end, which is never freed: the environment is made of it. NULL and errno where
// it cannot be read.
char *contents(const char *path, size_t *size);
