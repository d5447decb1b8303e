#define _GNU_SOURCE
#include "contents.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *read_all(int file, size_t *size) {
    struct stat status;
    if (fstat(file, &status) < 0) return NULL;
    char *text = malloc((size_t)status.st_size + 1);
    if (text == NULL) return NULL;
    *size = 0;
    while (*size < (size_t)status.st_size) {
        ssize_t count = read(file, text + *size, (size_t)status.st_size - *size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return NULL;
        if (count == 0) break;
        *size += (size_t)count;
    }
    text[*size] = 0;
    return text;
}

char *contents(const char *path, size_t *size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return NULL;
    char *text = read_all(file, size);
    int number = errno;
    close(file);
    errno = number;
    return text;
}
