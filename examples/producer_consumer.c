/* SPDX-License-Identifier: MIT */
/* Producer and consumer without a lock: the consumer is a generator, the
 * producer drives it, and so exactly one of them runs at any time. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static int consumer(coro_t *self, coro_value_t arg)
{
    const char *answer = "start";
    coro_value_t in;
    int rc;

    (void)arg;
    while ((rc = coro_yield(self, coro_ptr(answer), &in)) == 0) {
        if (in.i64 == 0) { /* none, and so no number of ours */
            puts("consumer: was sent nothing");
            answer = "nothing to do";
        } else {
            printf("consumer: consumes %" PRId64 "\n", in.i64);
            answer = "200 ok";
        }
    }
    printf("consumer: ends, %s\n", coro_strerror(rc));
    return rc;
}

static int producer(coro_t *to)
{
    coro_value_t answer;
    int rc = coro_next(to, &answer);

    for (int64_t i = 1; rc == 0 && i <= 3; i++) {
        printf("producer: \"%s\", sends %" PRId64 "\n",
               (const char *)answer.ptr, i);
        rc = coro_send(to, coro_int(i), &answer);
    }
    if (rc == 0) {
        printf("producer: \"%s\", sends nothing\n", (const char *)answer.ptr);
        rc = coro_next(to, &answer);
    }
    if (rc == 0) {
        printf("producer: \"%s\", closes\n", (const char *)answer.ptr);
        rc = coro_close(to, NULL);
    }
    return rc;
}

int main(void)
{
    coro_t *gen = coro_new(consumer, coro_none(), NULL);
    int rc = gen ? producer(gen) : -errno;

    if (rc != 0)
        fprintf(stderr, "producer_consumer: %s\n", coro_strerror(rc));
    coro_free(gen);
    return rc != 0;
}
