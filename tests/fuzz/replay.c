/* SPDX-License-Identifier: MIT */
/* Runs each file named on the command line once, without libFuzzer. Ends with
 * 2 if there is none, or one cannot be read. */
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum {
    UNUSABLE = 2
};

static int replay(const char *path)
{
    static uint8_t bytes[64 * 1024];
    FILE *file = fopen(path, "rb");
    size_t size;

    if (file == NULL) {
        perror(path);
        return UNUSABLE;
    }
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    printf("%s\n", path);
    fflush(stdout); /* should it be the last one */
    return LLVMFuzzerTestOneInput(bytes, size);
}

int main(int count, char **paths)
{
    int status = 0;

    if (count < 2) {
        fprintf(stderr, "%s: no files\n", paths[0]);
        return UNUSABLE;
    }
    for (int i = 1; i < count && status == 0; i++)
        status = replay(paths[i]);
    return status;
}
