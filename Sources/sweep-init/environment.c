#define _GNU_SOURCE
#include "environment.h"
#include "contents.h"

#include <errno.h>
#include <stdlib.h>

const char environment_path[] = "/run/sweep/environment";

int environment_read(void) {
    size_t size = 0;
    char *text = contents(environment_path, &size);
    if (text == NULL) return errno == ENOENT ? 0 : errno;
    int number = 0;
    for (size_t index = 0; number == 0 && index < size; index++) {
        if (putenv(text + index) != 0) number = errno;
        while (index < size && text[index] != 0) index++;
    }
    return number;
}
