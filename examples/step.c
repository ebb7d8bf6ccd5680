/* SPDX-License-Identifier: MIT */
/* A task awaits a generator. What it is sent goes straight on to that, and what
 * the generator yields comes straight out: `await` is `yield from`. */
#include <coro.h>
#include <stdio.h>

/* Asks for three values. */
static int step(coro_t *self, coro_value_t arg)
{
    static const char *const asks[] = {"one", "another", "a last one"};
    coro_value_t sent = arg;
    int rc = 0;

    for (int i = 0; i < 3; i++) {
        rc = coro_yield(self, coro_ptr(asks[i]), &sent);
        if (rc != 0)
            return rc;
        printf("    Step got value %s\n", (const char *)sent.ptr);
    }
    return coro_return(self, coro_ptr("three steps"));
}

static int take_steps(coro_t *self, coro_value_t arg)
{
    coro_t *steps = coro_new(step, arg, NULL);
    coro_value_t made = coro_none();
    int rc = steps != NULL ? coro_yield_from(self, steps, &made) : -errno;

    coro_free(steps);
    printf("  Task made %s\n", rc == 0 ? (const char *)made.ptr : "nothing");
    return rc == 0 ? coro_return(self, made) : rc;
}

int main(void)
{
    static const char *const values[] = {"first", "second", "third"};
    coro_t *task = coro_new(take_steps, coro_none(), NULL);
    coro_value_t v = coro_none();
    int rc = task != NULL ? coro_next(task, &v) : -errno;

    for (int i = 0; rc == 0 && i < 3; i++) {
        printf("It wants %s: %s\n", (const char *)v.ptr, values[i]);
        rc = coro_send(task, coro_ptr(values[i]), &v);
    }
    if (rc == CORO_DONE)
        printf("It is done with %s\n", (const char *)v.ptr);
    else
        fprintf(stderr, "step: %s\n", coro_strerror(rc));
    coro_free(task);
    return rc != CORO_DONE;
}
