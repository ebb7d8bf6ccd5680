/* SPDX-License-Identifier: MIT */
/* The four states of a generator, printed as they change. */
#include <coro.h>
#include <stdio.h>

static void show(const char *when, const coro_t *gen)
{
    printf("%-16s %s\n", when, coro_state_name(coro_state(gen)));
}

static int body(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    show("first part", self);
    rc = coro_yield(self, coro_none(), NULL);
    if (rc == 0)
        show("second part", self);
    return rc;
}

int main(void)
{
    coro_t *gen = coro_new(body, coro_none(), NULL);
    int rc = gen ? 0 : -errno;

    if (rc == 0) {
        show("made", gen);
        rc = coro_next(gen, NULL);
    }
    if (rc == 0) {
        show("at its yield", gen);
        rc = coro_next(gen, NULL);
    }
    if (rc == CORO_DONE)
        show("returned", gen);
    else
        fprintf(stderr, "states: %s\n", coro_strerror(rc));
    coro_free(gen);
    return rc != CORO_DONE;
}
