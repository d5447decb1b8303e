#define _GNU_SOURCE
#include "program.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static const char usual_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

int program_become(char *const argv[]) {
    const char *name = argv[0], *part = getenv("PATH");
    if (*name == 0 || strchr(name, '/') != NULL) {
        execve(name, argv, environ);
        return errno;
    }
    int number = ENOENT;
    for (part = part == NULL ? usual_path : part;; part++) {
        int length = (int)strcspn(part, ":");
        char file[PATH_MAX];
        int size = snprintf(file, sizeof file, "%.*s/%s", length > 0 ? length : 1, length > 0 ? part : ".", name);
        if (size < (int)sizeof file) execve(file, argv, environ);
        // As execvp does: what is not there, or may not be executed, is looked for further on.
        if (errno == EACCES) number = EACCES;
        else if (errno != ENOENT && errno != ENOTDIR) return errno;
        part += length;
        if (*part == 0) return number;
    }
}
