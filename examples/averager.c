/* SPDX-License-Identifier: MIT */
/* Values go in as well: send a number, get the average of all so far. */
#include <coro.h>
#include <stdio.h>

static int averager(coro_t *self, coro_value_t arg)
{
    double total = 0, average = 0;
    coro_value_t in;
    int rc;

    (void)arg;
    for (int count = 1;; count++) {
        rc = coro_yield(self, coro_real(average), &in);
        if (rc != 0)
            return rc;
        total += in.f64;
        average = total / count;
    }
}

int main(void)
{
    static const double numbers[] = {10, 30, 5};
    coro_t *gen = coro_new(averager, coro_none(), NULL);
    int rc = gen ? 0 : -errno;
    coro_value_t v;

    if (rc == 0) { /* no yield waits for the value yet: it is refused */
        rc = coro_send(gen, coro_real(10), &v);
        printf("too early: %s\n", coro_strerror(rc));
        rc = coro_next(gen, &v); /* priming: on to the first yield */
    }
    for (size_t i = 0; rc == 0 && i < 3; i++) {
        rc = coro_send(gen, coro_real(numbers[i]), &v);
        if (rc == 0)
            printf("sent %g, average %g\n", numbers[i], v.f64);
    }
    if (rc == 0)
        rc = coro_close(gen, NULL);
    if (rc != 0)
        fprintf(stderr, "averager: %s\n", coro_strerror(rc));
    coro_free(gen);
    return rc != 0;
}
