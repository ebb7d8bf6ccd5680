/* SPDX-License-Identifier: MIT */
/* What is known of a task that waits, whatever it waits for. */
#include "inspected.h"

#include <poll.h>
#include <unistd.h>

static coro_event_t event = CORO_EVENT_INIT;
static coro_mutex_t mutex = CORO_MUTEX_INIT;
static coro_semaphore_t semaphore = CORO_SEMAPHORE_INIT(0);
static coro_condition_t condition = CORO_CONDITION_INIT(&mutex);
static coro_barrier_t barrier = CORO_BARRIER_INIT(2);
static coro_value_t one_item[1];
static coro_queue_t queue, full;
static coro_channel_t channel = CORO_CHANNEL_INIT;
static coro_future_t future, other;
static coro_group_t group;
static coro_task_t *child;
static int ends[2];

#define ck_assert_waits(fn, name, at)                     \
    do {                                                  \
        const coro_task_info_t found = of_one_in(fn);     \
        ck_assert_int_eq(found.state, CORO_TASK_WAITING); \
        ck_assert_str_eq(found.waits_for, name);          \
        ck_assert_ptr_eq(found.object, at);               \
        ck_assert_uint_eq(found.count, 0);                \
        ck_assert_int_eq(found.fd, -1);                   \
        ck_assert_int_eq(found.since_ns, CORO_MS(3));     \
        ck_assert(found.deadline_ns == CORO_NEVER);       \
        ck_assert(found.timeout_ns == CORO_NEVER);        \
    } while (0)

#define ck_assert_awaits(fn, name, number)                                    \
    do {                                                                      \
        const coro_task_info_t found = of_one_in(fn);                         \
        ck_assert_int_eq(found.state, CORO_TASK_AWAITING);                    \
        ck_assert_str_eq(found.waits_for, name);                              \
        ck_assert_uint_eq(found.count, number);                               \
        ck_assert_ptr_eq(found.awaited, strcmp(name, "task") ? NULL : child); \
        ck_assert_int_eq(found.since_ns, CORO_MS(3));                         \
    } while (0)

/* ---- Sync objects */

static int in_event(coro_t *self)
{
    return coro_event_wait(self, &event);
}

START_TEST(test_inspect_tells_of_an_event)
{
    ck_assert_waits(in_event, "event", &event);
}
END_TEST

static int in_mutex(coro_t *self)
{
    coro_mutex_try_lock(&mutex);
    return coro_mutex_lock(self, &mutex);
}

START_TEST(test_inspect_tells_of_a_mutex)
{
    ck_assert_waits(in_mutex, "mutex", &mutex);
}
END_TEST

static int in_semaphore(coro_t *self)
{
    return coro_semaphore_acquire(self, &semaphore);
}

START_TEST(test_inspect_tells_of_a_semaphore)
{
    ck_assert_waits(in_semaphore, "semaphore", &semaphore);
}
END_TEST

static int in_condition(coro_t *self)
{
    coro_mutex_try_lock(&mutex);
    return coro_condition_wait(self, &condition);
}

START_TEST(test_inspect_tells_of_a_condition)
{
    ck_assert_waits(in_condition, "condition", &condition);
}
END_TEST

static int in_barrier(coro_t *self)
{
    return coro_barrier_wait(self, &barrier, NULL);
}

START_TEST(test_inspect_tells_of_a_barrier)
{
    ck_assert_waits(in_barrier, "barrier", &barrier);
}
END_TEST

static int in_get(coro_t *self)
{
    return coro_queue_get(self, &queue, NULL);
}

static int in_put(coro_t *self)
{
    coro_queue_try_put(&full, coro_none());
    return coro_queue_put(self, &full, coro_none());
}

static int in_join(coro_t *self)
{
    coro_queue_try_put(&full, coro_none());
    return coro_queue_join(self, &full);
}

START_TEST(test_inspect_tells_of_a_queue)
{
    ck_assert_waits(in_get, "queue", &queue);
    ck_assert_waits(in_put, "queue", &full);
    ck_assert_waits(in_join, "queue", &full);
}
END_TEST

static int in_receive(coro_t *self)
{
    return coro_channel_receive(self, &channel, NULL);
}

START_TEST(test_inspect_tells_of_a_channel)
{
    ck_assert_waits(in_receive, "channel", &channel);
}
END_TEST

static int in_select(coro_t *self)
{
    coro_case_t cases[] = {
        {.op = CORO_CASE_GET, .queue = &queue},
        {.op = CORO_CASE_RECEIVE, .channel = &channel},
    };

    return coro_select(self, cases, 2, CORO_NEVER, NULL);
}

START_TEST(test_inspect_tells_of_a_select)
{
    ck_assert_waits(in_select, "select", NULL);
}
END_TEST

/* ---- What is outside */

static int in_wait_fd(coro_t *self)
{
    return coro_wait_fd(self, ends[0], POLLIN, CORO_MS(20));
}

START_TEST(test_inspect_tells_of_a_descriptor_and_a_deadline)
{
    coro_task_info_t info;

    ck_assert_int_eq(pipe(ends), 0);
    info = of_one_in(in_wait_fd);
    ck_assert_str_eq(info.waits_for, "descriptor");
    ck_assert_int_eq(info.fd, ends[0]);
    ck_assert_ptr_null(info.object);
    ck_assert_int_eq(info.deadline_ns, CORO_MS(20));
    close(ends[0]);
    close(ends[1]);
}
END_TEST

static coro_workers_t *workers;

static int reads(coro_value_t arg, coro_value_t *result)
{
    char byte;

    (void)arg;
    result->i64 = read(ends[0], &byte, 1);
    return 0;
}

static int in_offload(coro_t *self)
{
    return coro_offload(self, workers, reads, coro_none(), NULL);
}

START_TEST(test_inspect_tells_of_a_worker)
{
    ck_assert_int_eq(pipe(ends), 0);
    workers = coro_workers_new(NULL);
    ck_assert_waits(in_offload, "worker", workers);
    close(ends[1]);
    ck_assert_int_eq(coro_sched_run(sched), 0);
    close(ends[0]);
    ck_assert_int_eq(coro_workers_free(workers), 0);
}
END_TEST

/* ---- Tasks and futures */

static int never_ends(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_event_wait(self, &event);
}

static int in_await(coro_t *self)
{
    return coro_await(self, child, NULL);
}

static int in_shield(coro_t *self)
{
    return coro_shield(self, coro_task_future(child), NULL);
}

static int in_wait_for(coro_t *self)
{
    return coro_wait_for(self, coro_task_future(child), CORO_NEVER, NULL);
}

START_TEST(test_inspect_tells_of_a_task)
{
    child = task("C", never_ends, coro_none());
    ck_assert_awaits(in_await, "task", 1);
    ck_assert_awaits(in_shield, "task", 1);
    ck_assert_awaits(in_wait_for, "task", 1);
}
END_TEST

static int in_future(coro_t *self)
{
    return coro_future_await(self, &future, NULL);
}

START_TEST(test_inspect_tells_of_a_future)
{
    ck_assert_awaits(in_future, "future", 1);
    ck_assert_ptr_eq(of_one_in(in_future).object, &future);
}
END_TEST

static int in_gather(coro_t *self)
{
    coro_awaited_t awaited[] = {{.future = &future}, {.future = &other}};

    return coro_gather(self, awaited, 2, NULL);
}

static int in_wait(coro_t *self)
{
    coro_awaited_t awaited[] = {
        {.future = &future}, {.future = &other}, {.future = &future}};

    return coro_wait(self, awaited, 3, CORO_WAIT_ALL, CORO_NEVER);
}

static int in_as_completed(coro_t *self)
{
    coro_awaited_t awaited[] = {{.future = &future}, {.future = &other}};
    coro_awaited_t *next;
    coro_as_completed_t set;
    int rc = coro_as_completed_begin(self, &set, awaited, 2);

    if (rc == 0)
        rc = coro_as_completed_next(self, &set, CORO_NEVER, &next);
    coro_as_completed_end(&set);
    return rc;
}

START_TEST(test_inspect_tells_of_several)
{
    ck_assert_awaits(in_gather, "futures", 2);
    ck_assert_awaits(in_wait, "futures", 3);
    ck_assert_awaits(in_as_completed, "futures", 2);
}
END_TEST

static int in_group(coro_t *self)
{
    int rc = coro_group_begin(self, &group);

    coro_task_release(coro_group_spawn(&group, never_ends, coro_none(), NULL));
    return coro_group_end(self, &group, rc);
}

START_TEST(test_inspect_tells_of_a_group)
{
    const coro_task_info_t info = of_one_in(in_group);

    ck_assert_int_eq(info.state, CORO_TASK_AWAITING);
    ck_assert_str_eq(info.waits_for, "group");
    ck_assert_ptr_eq(info.object, &group);
}
END_TEST

/* At a barrier that still lets the last ones out. */
static void see_barrier(void *ctx, coro_task_t *each)
{
    const coro_task_info_t info = inspect(each);

    (void)ctx;
    if (info.state == CORO_TASK_WAITING)
        trace("%s:%s:%d", info.name, info.waits_for, info.object == &barrier);
}

static int looks(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    coro_sched_each(sched, see_barrier, NULL);
    return 0;
}

START_TEST(test_inspect_tells_of_a_barrier_from_outside)
{
    static wait_fn_t *const fn = in_barrier;
    coro_task_t *c;

    task("A", waits, coro_ptr(&fn));
    coro_sched_step(sched, 0);
    task("B", waits, coro_ptr(&fn));
    c = task("C", waits, coro_ptr(&fn));
    task("D", looks, coro_none());
    coro_sched_step(sched, 0);
    ck_assert_trace("C:barrier:1");
    coro_task_cancel(c);
    ck_assert_run("");
}
END_TEST

/* ---- */

static void open_all(void)
{
    stage_open();
    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_FIFO, 0);
    full = (coro_queue_t)CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, one_item);
}

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_inspect_tells_of_an_event);
    tcase_add_test(tcase, test_inspect_tells_of_a_mutex);
    tcase_add_test(tcase, test_inspect_tells_of_a_semaphore);
    tcase_add_test(tcase, test_inspect_tells_of_a_condition);
    tcase_add_test(tcase, test_inspect_tells_of_a_barrier);
    tcase_add_test(tcase, test_inspect_tells_of_a_queue);
    tcase_add_test(tcase, test_inspect_tells_of_a_channel);
    tcase_add_test(tcase, test_inspect_tells_of_a_select);
    tcase_add_test(tcase, test_inspect_tells_of_a_descriptor_and_a_deadline);
    tcase_add_test(tcase, test_inspect_tells_of_a_worker);
    tcase_add_test(tcase, test_inspect_tells_of_a_task);
    tcase_add_test(tcase, test_inspect_tells_of_a_future);
    tcase_add_test(tcase, test_inspect_tells_of_several);
    tcase_add_test(tcase, test_inspect_tells_of_a_group);
    tcase_add_test(tcase, test_inspect_tells_of_a_barrier_from_outside);
}

int main(void)
{
    const fixture_t fixture = {open_all, stage_close};

    return run_with(&fixture, "waits", add_tests);
}
