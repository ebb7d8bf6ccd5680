/* SPDX-License-Identifier: MIT */
/* See blocking.h. */
#include "sched/outside.h"

#include "blocking.h"
#include <sched.h>

blocking_t one, other;
coro_workers_t *workers;

static void blocking_init(blocking_t *blocking, int64_t value)
{
    *blocking = (blocking_t){.value = value};
    sem_init(&blocking->begun, 0, 0);
    sem_init(&blocking->may_return, 0, 0);
    sem_init(&blocking->left, 0, 0);
}

void offload_open(void)
{
    const coro_workers_options_t single = {.threads = 1};

    stage_open();
    blocking_init(&one, 7);
    blocking_init(&other, 8);
    workers = coro_workers_new(&single);
    ck_assert_ptr_nonnull(workers);
}

void offload_close(void)
{
    ck_assert_int_eq(coro_workers_free(workers), 0);
    workers = NULL; /* or it would hide a leak */
    stage_close();
}

int run_offload_suite(const char *name, void (*add)(TCase *tcase))
{
    const fixture_t fixture = {offload_open, offload_close};

    return run_with(&fixture, name, add);
}

void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0)
        continue;
}

void wait_for_post(void)
{
    while (!coro__posts_came(sched->outside))
        sched_yield();
}

int blocks(coro_value_t arg, coro_value_t *result)
{
    blocking_t *blocking = arg.ptr;

    blocking->calls++;
    blocking->thread = pthread_self();
    sem_post(&blocking->begun);
    wait_for(&blocking->may_return);
    *result = coro_int(blocking->value);
    return blocking->status;
}

void notes(coro_value_t arg, int status, coro_value_t result)
{
    blocking_t *blocking = arg.ptr;

    blocking->abandoned_with = status;
    blocking->abandoned_value = result.i64;
    blocking->abandoned_on = pthread_self();
    sem_post(&blocking->left);
}

int answers(coro_value_t arg, coro_value_t *result)
{
    *result = arg;
    return 0;
}

static int got(coro_t *self, int rc, coro_value_t value)
{
    trace_got(coro_name(self), rc, value);
    return rc == 0 ? coro_return(self, value) : rc;
}

int offloads(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_int(99);
    int rc = coro_offload(self, workers, blocks, arg, &value);

    return got(self, rc, value);
}

int offloads_abandonable(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_int(99);
    int rc =
        coro_offload_abandonable(self, workers, blocks, arg, notes, &value);

    return got(self, rc, value);
}
