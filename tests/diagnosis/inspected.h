/* SPDX-License-Identifier: MIT */
/* Having a task wait, and asking what is known of it. */
#ifndef INSPECTED_H
#define INSPECTED_H

#include "../sched/suite.h"

#include <string.h>

/* What each test has a task wait for, and never get. */
typedef int wait_fn_t(coro_t *self);

static inline int waits(coro_t *self, coro_value_t arg)
{
    wait_fn_t *const *fn = arg.ptr;

    return (*fn)(self);
}

static inline coro_task_info_t inspect(const coro_task_t *task_)
{
    coro_task_info_t info;

    memset(&info, 0xA5, sizeof info);
    ck_assert_int_eq(coro_task_inspect(task_, &info), 0);
    return info;
}

/* Have task A do it, with 3 ms on the clock. */
static inline coro_task_info_t of_one_in(wait_fn_t *fn)
{
    static wait_fn_t *keep;
    coro_task_t *a;

    keep = fn;
    stage_time.now_ns = CORO_MS(3);
    a = task("A", waits, coro_ptr(&keep));
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    return inspect(a);
}

#endif
