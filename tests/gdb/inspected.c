/* SPDX-License-Identifier: MIT */
/*
 * Coroutines of every kind, for check_gdb.py to look at in `here`; where the
 * program ends with a core file of the kernel's, if it is made to (CRASHES).
 */
#include <coro.h>
#include <errno.h>
#include <stdlib.h>

#ifndef CRASHES

/* No guards by madvise(2): gdb's own core files lack the memory around. */
int madvise(void *at, size_t size, int advice);

int madvise(void *at, size_t size, int advice)
{
    (void)at, (void)size, (void)advice;
    errno = EINVAL;
    return -1;
}

#endif

__attribute__((noinline)) static void here(void)
{
#ifdef CRASHES
    __builtin_trap();
#endif
    __asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) static int deep(coro_t *self, int depth)
{
    volatile int remembered = depth; /* keeps each frame, and is looked at */
    int rc = depth > 0 ? deep(self, depth - 1)
                       : coro_yield(self, coro_int(remembered), NULL);

    return rc == 0 ? remembered - depth : rc;
}

static int yields_deep(coro_t *self, coro_value_t arg)
{
    return deep(self, (int)arg.i64);
}

static int delegates(coro_t *self, coro_value_t inner)
{
    return coro_yield_from(self, inner.ptr, NULL);
}

static int returns(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static int drives(coro_t *self, coro_value_t gen)
{
    (void)self;
    return coro_next(gen.ptr, NULL);
}

static int calls_here(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    here();
    return 0;
}

static int sleeps(coro_t *self, coro_value_t arg)
{
    return coro_sleep(self, arg.i64);
}

/* Its task is parked inside of a generator that it drives. */
static int sleeps_in_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = coro_new(sleeps, arg, &(coro_options_t){.name = "sleepy"});
    int rc;

    (void)self;
    rc = coro_next(gen, NULL);
    coro_free(gen);
    return rc;
}

static coro_t *make(const char *name, coro_fn_t *fn, coro_value_t arg)
{
    return coro_new(fn, arg, &(coro_options_t){.name = name});
}

static char own[65536];

static int main_task(coro_t *self, coro_value_t arg)
{
    coro_t *made = make("made", returns, coro_none());
    coro_t *ended = make("ended", returns, coro_none());
    coro_t *deep_one = make("deep", yields_deep, coro_int(3));
    coro_t *inner = make("inner", yields_deep, coro_int(1));
    coro_t *outer = make("outer", delegates, coro_ptr(inner));
    coro_t *outermost = make("outermost", delegates, coro_ptr(outer));
    coro_t *innermost = make("stops here", calls_here, coro_none());
    coro_t *driver = make("driver", drives, coro_ptr(innermost));
    coro_t *freed = make("freed", returns, coro_none());
    coro_t *freed_too = make("freed", returns, coro_none());
    coro_t *on_own =
        coro_new(yields_deep, coro_int(0),
                 &(coro_options_t){
                     .name = "own", .stack = own, .stack_size = sizeof own});
    coro_task_t *sleeper, *inside;
    coro_sched_t *sched = coro_sched_of(self);

    (void)arg;
    coro_next(ended, NULL);
    coro_next(deep_one, NULL);
    coro_next(outermost, NULL);
    coro_next(on_own, NULL);
    sleeper = coro_spawn(sched, sleeps, coro_int(CORO_SECONDS(1)),
                         &(coro_options_t){.name = "sleeper"});
    inside = coro_spawn(sched, sleeps_in_generator, coro_int(CORO_SECONDS(1)),
                        &(coro_options_t){.name = "inside"});
    coro_sched_yield(self);
    coro_free(freed); /* the thread's first: it makes the pool */
    coro_free(freed_too);
    coro_next(driver, NULL);
    (void)made, (void)sleeper, (void)inside;
    exit(0);
}

int main(void)
{
    return coro_run(main_task, coro_none(), NULL);
}
