#define _GNU_SOURCE
#include "mounts.h"
#include "contents.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char mounts_path[] = "/run/sweep/mounts";

static int check(char *line, const char **subject) {
    char *end;
    unsigned long long device = strtoull(line, &end, 10);
    unsigned long long inode = strtoull(end, &end, 10);
    *subject = end + (*end == ' ');
    struct stat status;
    if (stat(*subject, &status) < 0) return errno;
    return status.st_dev == device && status.st_ino == inode ? 0 : ESTALE;
}

int mounts_check(const char **subject) {
    size_t size = 0;
    *subject = mounts_path;
    char *text = contents(mounts_path, &size);
    if (text == NULL) return errno == ENOENT ? 0 : errno;
    for (size_t index = 0; index < size; index += strlen(text + index) + 1) {
        int number = check(text + index, subject);
        if (number != 0) return number;
    }
    return 0;
}
