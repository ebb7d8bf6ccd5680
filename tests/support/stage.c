/* SPDX-License-Identifier: MIT */
/* The scheduler, the clock and the hook. */
#include "stage.h"

#include "stack/stack.h"
#include "status_word.h"
#include <check.h>
#include <inttypes.h>
#include <stdio.h>

coro_virtual_clock_t stage_time;
coro_sched_t *sched;

static int64_t limit_ns; /* the clock refuses to go beyond */
static size_t stacks_before;

void trace_now(const char *who)
{
    trace("%s@%" PRId64, who, stage_time.now_ns / CORO_MS(1));
}

void trace_got(const char *who, int status, coro_value_t value)
{
    if (status == 0) {
        trace("%s=%" PRId64, who, value.i64);
        return;
    }
    if (value.i64 == 0)
        trace("%s!%s", who, status_word(status));
    else
        trace("%s!%s/%" PRId64, who, status_word(status), value.i64);
}

static void hook(void *ctx, const char *name, int status, coro_value_t payload)
{
    char who[32];

    (void)ctx;
    snprintf(who, sizeof who, "hook:%s", name);
    trace_got(who, status, payload);
}

static int64_t now(void *ctx)
{
    (void)ctx;
    return stage_time.now_ns;
}

static int wait_until(void *ctx, int64_t deadline_ns)
{
    const coro_clock_t clock = coro_virtual_clock(&stage_time);

    (void)ctx;
    if (deadline_ns > limit_ns) {
        stage_time.now_ns = limit_ns;
        return -ETIME;
    }
    return clock.wait_until(clock.ctx, deadline_ns);
}

void stage_run_until(int64_t ms)
{
    limit_ns = CORO_MS(ms);
    ck_assert_int_eq(coro_sched_run(sched), -ETIME);
    limit_ns = INT64_MAX;
}

coro_sched_t *stage_scheduler(void)
{
    const coro_sched_options_t options = {.clock = {now, wait_until, NULL}};
    coro_sched_t *made = coro_sched_new(&options);

    ck_assert_ptr_nonnull(made);
    return made;
}

static void see(void *ctx, coro_task_t *each)
{
    (void)ctx;
    (void)each;
}

size_t stage_alive(coro_sched_t *on)
{
    return coro_sched_each(on, see, NULL);
}

void stage_open(void)
{
    trace_clear();
    coro_set_unraisable_hook(hook, NULL);
    stacks_before = coro__stack_in_use();
    stage_time.now_ns = 0;
    limit_ns = INT64_MAX;
    sched = stage_scheduler();
}

void stage_close(void)
{
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_uint_eq(stage_stacks(), 0);
    ck_assert_str_eq(trace_text(), "");
}

size_t stage_stacks(void)
{
    return coro__stack_in_use() - stacks_before;
}

coro_task_t *task_on(coro_sched_t *on, const char *name, coro_fn_t *fn,
                     coro_value_t arg)
{
    const coro_options_t options = {.name = name};
    coro_task_t *made = coro_spawn(on, fn, arg, &options);

    ck_assert_ptr_nonnull(made);
    return made;
}

coro_task_t *task(const char *name, coro_fn_t *fn, coro_value_t arg)
{
    return task_on(sched, name, fn, arg);
}

coro_t *generator(const char *name, coro_fn_t *fn, coro_value_t arg)
{
    const coro_options_t options = {.name = name};
    coro_t *made = coro_new(fn, arg, &options);

    ck_assert_ptr_nonnull(made);
    return made;
}
