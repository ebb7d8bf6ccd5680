/* SPDX-License-Identifier: MIT */
/*
 * A body that moves: suspended on one thread, resumed on another. The library's
 * own thread-local state must be the new thread's at once, also where the
 * library is inlined into the body (LTO); and so must the program's, read as
 * docs/threads.md says.
 */
#include "switch.h"
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

/* A build may have no pool. */
#if defined(CORO__POOL_LIMIT) && CORO__POOL_LIMIT == 0
#define KEEPS_STACKS 0
#else
#define KEEPS_STACKS 1
#endif

enum {
    MOVES = 4
};

static _Thread_local int number; /* of the thread */

/* In functions of their own, and none that the compiler takes for pure. */
static NOINLINE int number_now(void)
{
    __asm__ volatile("");
    return number;
}

static NOINLINE int errno_now(void)
{
    __asm__ volatile("");
    return errno;
}

static NOINLINE pthread_t thread_now(void)
{
    __asm__ volatile("");
    return pthread_self();
}

static int stays(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sched_yield(self);
}

/* What goes by the library's thread-local state: the pool of stacks, and who
 * has the turn. */
static int is_at_home(coro_t *self)
{
    coro_t *gen = coro_new(stays, coro_none(), NULL);
    int good;

    good = gen != NULL && coro_self() == self && coro_free(gen) == 0;
    /* Of gen's stack, which this thread keeps. */
    good = good && (coro_stack_trim(0) > 0) == KEEPS_STACKS;
    good = good && coro_run(stays, coro_none(), NULL) == 0;
    return good && coro_sched_yield(self) == CORO_E_NO_SCHED;
}

typedef struct visit {
    coro_t *gen;
    int number;
    pthread_t thread; /* that it is on */
    int wrong;
    int rc;
} visit_t;

static int moves(coro_t *self, coro_value_t arg)
{
    visit_t *visit = arg.ptr;
    int rc = 0;

    while (rc == 0) {
        errno = 0;
        close(-1);
        visit->wrong += errno_now() != EBADF;
        visit->wrong += number_now() != visit->number;
        visit->wrong += !pthread_equal(thread_now(), visit->thread);
        visit->wrong += !is_at_home(self);
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

static void *resume(void *at)
{
    visit_t *visit = at;

    number = visit->number;
    visit->thread = pthread_self();
    visit->wrong += coro_stack_trim(0) > 0; /* nothing of another thread's */
    visit->rc = coro_next(visit->gen, NULL);
    return NULL;
}

START_TEST(test_body_that_moves_finds_the_threads_own)
{
    visit_t visit = {.wrong = 0};

    visit.gen = coro_new(moves, coro_ptr(&visit), NULL);
    ck_assert_ptr_nonnull(visit.gen);
    /* Kept by this thread, and by no other. */
    ck_assert_int_eq(coro_free(coro_new(stays, coro_none(), NULL)), 0);
    for (int i = 0; i < MOVES; i++) {
        pthread_t thread;

        visit.number = i + 1;
        ck_assert_int_eq(pthread_create(&thread, NULL, resume, &visit), 0);
        ck_assert_int_eq(pthread_join(thread, NULL), 0);
        ck_assert_int_eq(visit.rc, 0);
        ck_assert_int_eq(visit.wrong, 0);
    }
    ck_assert_int_eq(coro_stack_trim(0) > 0, KEEPS_STACKS);
    resume(&visit); /* and here, where no other thread is */
    ck_assert_int_eq(visit.wrong, 0);
    ck_assert_int_eq(coro_free(visit.gen), 0);
}
END_TEST

TCase *threads_case(void)
{
    TCase *tcase = tcase_create("threads");

    tcase_add_test(tcase, test_body_that_moves_finds_the_threads_own);
    return tcase;
}
