/* SPDX-License-Identifier: MIT */
/* The sum of ten million numbers, from a generator and from a filled array,
 * and the memory that each takes. With --figures it prints how much. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    COUNT = 10000000
};

static int from_generator(int64_t *sum)
{
    coro_t *range = coro_iter_range(0, COUNT, 1);
    int rc = range ? 0 : -errno;
    coro_value_t v;

    while (rc == 0 && (rc = coro_next(range, &v)) == 0)
        *sum += v.i64;
    coro_free(range);
    return rc == CORO_DONE ? 0 : rc;
}

static int from_array(int64_t *sum)
{
    int64_t *array = malloc(COUNT * sizeof(*array));

    if (array == NULL)
        return -ENOMEM;
    for (int64_t i = 0; i < COUNT; i++)
        array[i] = i;
    for (int64_t i = 0; i < COUNT; i++)
        *sum += array[i];
    free(array);
    return 0;
}

/* Run `sum_up` in a child process; return its peak memory in KiB, or -1. */
static long measure(const char *name, int (*sum_up)(int64_t *sum))
{
    struct rusage usage;
    int64_t sum = 0;
    int status, rc;
    pid_t child = fork();

    if (child == 0) {
        rc = sum_up(&sum);
        printf("%s: %s, sum %" PRId64 "\n", name, coro_strerror(rc), sum);
        exit(rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0)
        return -1;
    return usage.ru_maxrss;
}

int main(int argc, char **argv)
{
    long generator = measure("generator", from_generator);
    long array = measure("array", from_array);
    int less = generator >= 0 && array >= 0 && generator < array / 10;

    printf("the generator needs %s than a tenth of the array's memory\n",
           less ? "less" : "NOT less");
    if (argc > 1 && strcmp(argv[1], "--figures") == 0)
        printf("generator %ld KiB, array %ld KiB\n", generator, array);
    return less ? EXIT_SUCCESS : EXIT_FAILURE;
}
