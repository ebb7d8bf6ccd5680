/* SPDX-License-Identifier: MIT */
/* Many tasks: the order of their turns, and the ring that keeps it. */
#include "suite.h"

#include "sched/ring.h"
#include <stdint.h>

enum {
    TASKS = 3000,
    ROUNDS = 3,
    SEEDS = 12,
    CHILDREN = 3
};

static int turns[TASKS * ROUNDS]; /* who had the nth turn */
static int turn_count;

static void note_turn(int64_t who)
{
    ck_assert_int_lt(turn_count, TASKS * ROUNDS);
    turns[turn_count++] = (int)who;
}

static int takes_rounds(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < ROUNDS; i++) {
        note_turn(arg.i64);
        coro_sched_yield(self);
    }
    return 0;
}

static void release(void *ctx, coro_task_t *each)
{
    (void)ctx;
    coro_task_release(each);
}

START_TEST(test_thousands_of_tasks_take_turns_in_order)
{
    turn_count = 0;
    for (int i = 0; i < TASKS; i++)
        task("many", takes_rounds, coro_int(i));
    ck_assert_uint_eq(coro_sched_each(sched, release, NULL), TASKS);
    ck_assert_uint_eq(stage_stacks(), TASKS);
    ck_assert_run("");
    ck_assert_uint_eq(stage_stacks(), 0);
    ck_assert_int_eq(turn_count, TASKS * ROUNDS);
    for (int i = 0; i < TASKS * ROUNDS; i++)
        ck_assert_int_eq(turns[i], i % TASKS);
}
END_TEST

static int made; /* tasks so far */

/* At its first turn it makes others, as long as there are not enough. */
static int multiplies(coro_t *self, coro_value_t arg)
{
    note_turn(arg.i64);
    for (int i = 0; i < CHILDREN && made < TASKS; i++)
        task("child", multiplies, coro_int(made++));
    for (int i = 1; i < ROUNDS; i++) {
        coro_sched_yield(self);
        note_turn(arg.i64);
    }
    return 0;
}

/* What `turns` is to be: the same with a plain queue. */
static void check_turns_of_multiplying(void)
{
    static int queue[TASKS * ROUNDS], had[TASKS];
    int count = SEEDS, tail = 0;

    for (int i = 0; i < SEEDS; i++)
        queue[tail++] = i;
    for (int i = 0; i < tail; i++) {
        int who = queue[i];

        ck_assert_int_eq(turns[i], who);
        for (int k = 0; had[who] == 0 && k < CHILDREN && count < TASKS; k++)
            queue[tail++] = count++;
        if (++had[who] < ROUNDS)
            queue[tail++] = who;
    }
    ck_assert_int_eq(tail, turn_count);
}

START_TEST(test_tasks_made_by_tasks_keep_their_place_as_the_ring_grows)
{
    turn_count = 0;
    made = SEEDS;
    for (int i = 0; i < SEEDS; i++)
        task("seed", multiplies, coro_int(i));
    ck_assert_run("");
    ck_assert_int_eq(turn_count, TASKS * ROUNDS);
    check_turns_of_multiplying();
}
END_TEST

static int wakes_late(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, (TASKS - arg.i64) * 10);
    note_turn(arg.i64);
    return 0;
}

START_TEST(test_thousands_of_sleepers_wake_in_order_of_time)
{
    turn_count = 0;
    for (int i = 0; i < TASKS; i++)
        task("sleeper", wakes_late, coro_int(i));
    ck_assert_run("");
    ck_assert_int_eq(turn_count, TASKS);
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_eq(turns[i], TASKS - 1 - i);
}
END_TEST

/* A number in the shape of a turn; the ring never looks into it. */
static coro__turn_t *number(size_t n)
{
    return (coro__turn_t *)(n + 1);
}

START_TEST(test_ring_grown_at_any_head_keeps_its_order)
{
    for (size_t moved = 0; moved < 40; moved++) {
        coro__ring_t ring = {NULL, 0, 0, 0};
        size_t in = 0, out = 0;

        ck_assert_int_eq(coro__ring_reserve(&ring, 1), 0);
        for (; in < moved; in++) {
            coro__ring_add(&ring, number(in));
            ck_assert_ptr_eq(coro__ring_take(&ring), number(out++));
        }
        while (ring.count < 16)
            coro__ring_add(&ring, number(in++));
        ck_assert_int_eq(coro__ring_reserve(&ring, 100), 0);
        ck_assert_uint_eq(ring.count, 16);
        while (ring.count < 100)
            coro__ring_add(&ring, number(in++));
        while (ring.count > 0)
            ck_assert_ptr_eq(coro__ring_take(&ring), number(out++));
        ck_assert_uint_eq(out, in);
        coro__ring_fini(&ring);
    }
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_thousands_of_tasks_take_turns_in_order);
    tcase_add_test(tcase,
                   test_tasks_made_by_tasks_keep_their_place_as_the_ring_grows);
    tcase_add_test(tcase, test_thousands_of_sleepers_wake_in_order_of_time);
    tcase_add_test(tcase, test_ring_grown_at_any_head_keeps_its_order);
}

int main(void)
{
    return run_suite("many", add_tests);
}
