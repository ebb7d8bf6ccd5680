/* SPDX-License-Identifier: MIT */
/*
 * The names and types of the core, as programs rely on them. It compiles only
 * if none has changed, and runs to 0 if all are there.
 */
#include <coro.h>

typedef int body_t(coro_t *, coro_value_t);
typedef void hook_t(void *, const char *, int, coro_value_t);

static coro_fn_t *const same_body = (body_t *)NULL;

#define HAS(type, name, parameters)                 \
    do {                                            \
        type(*volatile function) parameters = name; \
        complete &= function != NULL;               \
    } while (0)

static int values(void)
{
    int complete = same_body == NULL;
    coro_value_t value = coro_none();

    HAS(coro_value_t, coro_none, (void));
    HAS(coro_value_t, coro_int, (int64_t));
    HAS(coro_value_t, coro_uint, (uint64_t));
    HAS(coro_value_t, coro_real, (double));
    HAS(coro_value_t, coro_ptr, (const void *));
    HAS(const char *, coro_strerror, (int));
    value.i64 = 1;
    value.u64 = 1;
    value.f64 = 1;
    value.ptr = &value;
    return complete && value.ptr != NULL;
}

static int drivers(void)
{
    int complete = 1;

    HAS(coro_t *, coro_new,
        (coro_fn_t *, coro_value_t, const coro_options_t *));
    HAS(coro_t *, coro_new_copy,
        (coro_fn_t *, const void *, size_t, const coro_options_t *));
    HAS(int, coro_free, (coro_t *));
    HAS(int, coro_next, (coro_t *, coro_value_t *));
    HAS(int, coro_send, (coro_t *, coro_value_t, coro_value_t *));
    HAS(int, coro_throw, (coro_t *, int, coro_value_t, coro_value_t *));
    HAS(int, coro_close, (coro_t *, coro_value_t *));
    HAS(coro_state_t, coro_state, (const coro_t *));
    HAS(void, coro_set_unraisable_hook, (hook_t *, void *));
    return complete;
}

static int bodies(void)
{
    int complete = 1;

    HAS(int, coro_yield, (coro_t *, coro_value_t, coro_value_t *));
    HAS(int, coro_yield_from, (coro_t *, coro_t *, coro_value_t *));
    HAS(int, coro_call, (coro_t *, coro_fn_t *, coro_value_t, coro_value_t *));
    HAS(int, coro_return, (coro_t *, coro_value_t));
    HAS(int, coro_fail, (coro_t *, int, coro_value_t));
    HAS(int, coro_defer, (coro_t *, void (*)(void *), void *));
    HAS(coro_t *, coro_self, (void));
    return complete;
}

static int schedulers(void)
{
    int complete = 1;

    HAS(coro_sched_t *, coro_sched_new, (const coro_sched_options_t *));
    HAS(int, coro_sched_free, (coro_sched_t *));
    HAS(coro_task_t *, coro_spawn,
        (coro_sched_t *, coro_fn_t *, coro_value_t, const coro_options_t *));
    HAS(coro_task_t *, coro_spawn_copy,
        (coro_sched_t *, coro_fn_t *, const void *, size_t,
         const coro_options_t *));
    HAS(coro_task_t *, coro_sched_add, (coro_sched_t *, coro_t *));
    HAS(void, coro_task_release, (coro_task_t *));
    HAS(int, coro_sched_run, (coro_sched_t *));
    HAS(int, coro_run, (coro_fn_t *, coro_value_t, coro_value_t *));
    HAS(coro_sched_t *, coro_sched_of, (coro_t *));
    HAS(int, coro_sched_yield, (coro_t *));
    HAS(int, coro_sleep, (coro_t *, int64_t));
    HAS(int, coro_await, (coro_t *, coro_task_t *, coro_value_t *));
    return complete;
}

int main(void)
{
    coro_options_t options = {0};
    const int states[] = {CORO_STATE_CREATED, CORO_STATE_RUNNING,
                          CORO_STATE_SUSPENDED, CORO_STATE_CLOSED};
    const int errors[] = {CORO_E_CLOSE,          CORO_E_RUNNING,
                          CORO_E_NOT_STARTED,    CORO_E_IGNORED_CLOSE,
                          CORO_E_STOP_ITERATION, CORO_E_NOT_CURRENT,
                          CORO_E_NO_SCHED,       CORO_E_WRONG_SCHED,
                          CORO_E_DEADLOCK,       CORO_E_AWAITED_CANCELLED,
                          CORO_E_MAP_LIMIT};

    options.stack_size = 0;
    options.name = "api";
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i] >= -4095 || errors[i] <= CORO_E_USER)
            return 1;
    return !(values() && drivers() && bodies() && schedulers() &&
             states[0] != states[3] && CORO_DONE == 1 &&
             CORO_MS(1000) == CORO_SECONDS(1) && options.name != NULL);
}
