/* SPDX-License-Identifier: MIT */
/* Calls that block, on other threads; one that takes too long is left behind. */
#include <coro.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int look_up(coro_value_t name, coro_value_t *version)
{
    const struct addrinfo numeric = {.ai_flags = AI_NUMERICHOST};
    struct addrinfo *found;

    if (getaddrinfo(name.ptr, NULL, &numeric, &found) != 0)
        return -ENOENT;
    *version = coro_int(found->ai_family == AF_INET ? 4 : 6);
    freeaddrinfo(found);
    return 0;
}

static int read_line(coro_value_t fd, coro_value_t *line)
{
    line->ptr = calloc(1, 80);
    return read((int)fd.i64, line->ptr, 79) > 0 ? 0 : -EPIPE;
}

static void let_go(coro_value_t fd, int status, coro_value_t line)
{
    (void)status;
    close((int)fd.i64);
    free(line.ptr);
}

static int run(coro_t *self, coro_value_t workers)
{
    static const char *names[] = {"192.0.2.1", "2001:db8::1", "nowhere"};
    coro_timeout_t timeout;
    coro_value_t got;
    int rc, ends[2];

    for (int i = 0; i < 3; i++) {
        rc = coro_offload(self, workers.ptr, look_up, coro_ptr(names[i]), &got);
        printf("%s: %s %d\n", names[i], coro_strerror(rc), (int)got.i64);
    }
    rc = coro_timeout_begin(self, &timeout, coro_deadline(self, CORO_MS(5)));
    if (rc != 0 || pipe(ends) != 0)
        return -ENOMEM;
    rc = coro_offload_abandonable(self, workers.ptr, read_line,
                                  coro_int(ends[0]), let_go, &got);
    printf("answer: %s\n", coro_strerror(coro_timeout_end(self, &timeout, rc)));
    return close(ends[1]); /* so that the call returns after all */
}

int main(void)
{
    coro_workers_t *workers = coro_workers_new(NULL);
    int rc = workers != NULL ? coro_run(run, coro_ptr(workers), NULL) : -ENOMEM;

    coro_workers_free(workers);
    return rc != 0;
}
