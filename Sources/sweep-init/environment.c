#define _GNU_SOURCE
#include "environment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char environment_path[] = "/run/sweep/environment";

// The whole file with a zero byte at its end, which is never freed: the environment is made of it.
static char *contents(int file, size_t *size) {
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

int environment_read(void) {
    int file = open(environment_path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return errno == ENOENT ? 0 : errno;
    size_t size = 0;
    char *text = contents(file, &size);
    int number = text == NULL ? errno : 0;
    close(file);
    for (size_t index = 0; number == 0 && index < size; index++) {
        if (putenv(text + index) != 0) number = errno;
        while (index < size && text[index] != 0) index++;
    }
    return number;
}
