/* SPDX-License-Identifier: MIT */
/* A generator from its making to its end: next, send, states, single use. */
#include "suite.h"

#include <limits.h>
#include <pthread.h>

/* Yields n, n - 1 ... 1, and returns n. */
static int countdown(coro_t *self, coro_value_t n)
{
    int rc = 0;

    for (int64_t i = n.i64; i > 0 && rc == 0; i--)
        rc = coro_yield(self, coro_int(i), NULL);
    if (rc != 0)
        return rc;
    return coro_return(self, n);
}

static int listener(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    trace("begin:%" PRId64, arg.i64);
    for (int64_t i = 1; i <= 3 && rc == 0; i++)
        rc = yield(self, i);
    trace("end");
    return rc;
}

START_TEST(test_next_repeated_gives_each_value_then_the_result)
{
    coro_t *gen = make(countdown, 3);

    while (next(gen) == 0)
        ;
    ck_assert_trace("yield:3 yield:2 yield:1 done:3");
    coro_free(gen);
}
END_TEST

START_TEST(test_new_alone_runs_nothing)
{
    coro_t *gen = make(listener, 7);

    ck_assert_trace("");
    next(gen);
    ck_assert_trace("begin:7 yield:1");
    coro_free(gen);
}
END_TEST

START_TEST(test_next_on_a_yield_gives_it_none)
{
    coro_t *gen = make(listener, 0);

    next(gen);
    next(gen);
    ck_assert_trace("begin:0 yield:1 got:0 yield:2");
    coro_free(gen);
}
END_TEST

START_TEST(test_send_on_a_yield_gives_it_the_value)
{
    coro_t *gen = make(listener, 0);

    next(gen);
    send(gen, 10);
    send(gen, -1);
    send(gen, INT64_MIN);
    ck_assert_trace("begin:0 yield:1 got:10 yield:2 got:-1 yield:3 "
                    "got:-9223372036854775808 end done:0");
    coro_free(gen);
}
END_TEST

START_TEST(test_send_unstarted_is_refused_and_starts_nothing)
{
    coro_t *gen = make(listener, 0);

    send(gen, 5);
    send(gen, 0); /* none, as C has it, is refused as well */
    tell_state(gen);
    next(gen);
    ck_assert_trace("NOT_STARTED:0 NOT_STARTED:0 created begin:0 yield:1");
    coro_free(gen);
}
END_TEST

START_TEST(test_finished_asked_again_is_done_with_none_for_ever)
{
    coro_t *gen = make(countdown, 1);

    next(gen);
    next(gen);
    for (int i = 0; i < 3; i++) {
        next(gen);
        send(gen, 9);
    }
    ck_assert_trace("yield:1 done:1 done:0 done:0 done:0 done:0 done:0 done:0");
    coro_free(gen);
}
END_TEST

static int fails(coro_t *self, coro_value_t status)
{
    return coro_fail(self, (int)status.i64, coro_int(8));
}

START_TEST(test_failed_asked_again_is_done_with_none)
{
    coro_t *gen = make(fails, -7);

    next(gen);
    tell_state(gen);
    next(gen);
    ck_assert_trace("-7:8 closed done:0");
    coro_free(gen);
}
END_TEST

/* A body may fail with a number of the library's. That it has ended, and did
 * not refuse, is in its state. */
START_TEST(test_body_failing_with_a_status_of_misuse_has_ended)
{
    const int statuses[] = {CORO_E_RUNNING, CORO_E_NOT_STARTED,
                            CORO_E_IGNORED_CLOSE, CORO_E_NOT_CURRENT, -EINVAL};

    for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
        coro_t *gen = make(fails, statuses[i]);
        coro_value_t out;

        ck_assert_int_eq(coro_next(gen, &out), statuses[i]);
        ck_assert_int_eq(out.i64, 8);
        ck_assert_int_eq(coro_state(gen), CORO_STATE_CLOSED);
        coro_free(gen);
    }
}
END_TEST

static int asks_itself(coro_t *self, coro_value_t arg)
{
    (void)arg;
    tell_state(self);
    yield(self, 1);
    tell_state(self);
    return 0;
}

START_TEST(test_state_along_a_life_is_each_of_the_four)
{
    coro_t *gen = make(asks_itself, 0);

    tell_state(gen);
    next(gen);
    tell_state(gen);
    next(gen);
    tell_state(gen);
    ck_assert_trace("created running yield:1 suspended got:0 running done:0 "
                    "closed");
    coro_free(gen);
}
END_TEST

static coro_t *watched;

static int asks_watched(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    tell_state(watched);
    return 0;
}

static int drives(coro_t *self, coro_value_t inner)
{
    int rc = next(inner.ptr);

    yield(self, 5);
    return rc < 0 ? rc : 0;
}

START_TEST(test_state_while_driving_another_is_running)
{
    coro_t *inner = make(asks_watched, 0);

    watched = make_on(drives, inner);
    next(watched);
    tell_state(watched);
    ck_assert_trace("running done:0 yield:5 suspended");
    coro_free(watched);
    coro_free(inner);
}
END_TEST

START_TEST(test_state_name_of_each_is_a_word)
{
    ck_assert_str_eq(coro_state_name(CORO_STATE_CREATED), "created");
    ck_assert_str_eq(coro_state_name(CORO_STATE_RUNNING), "running");
    ck_assert_str_eq(coro_state_name(CORO_STATE_SUSPENDED), "suspended");
    ck_assert_str_eq(coro_state_name(CORO_STATE_CLOSED), "closed");
}
END_TEST

static int returns(coro_t *self, coro_value_t status)
{
    (void)self;
    return (int)status.i64;
}

START_TEST(test_positive_status_returned_is_stop_iteration)
{
    /* Those that switches use inbound are no exception. */
    const int statuses[] = {CORO_DONE, 2, 255, CORO__NEXT, CORO__SEND, INT_MAX};

    for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
        coro_t *gen = make(returns, statuses[i]);

        next(gen);
        tell_state(gen);
        next(gen);
        ck_assert_trace("STOP_ITERATION:0 closed done:0");
        coro_free(gen);
    }
}
END_TEST

/* Walks a tree depth first; every frame of the recursion yields. */
static int walk(coro_t *self, int64_t node, int64_t depth)
{
    int rc = 0;

    if (depth > 1)
        rc = walk(self, 2 * node, depth - 1);
    if (rc == 0)
        rc = coro_yield(self, coro_int(node), NULL);
    if (rc == 0 && depth > 1)
        rc = walk(self, 2 * node + 1, depth - 1);
    return rc;
}

static int walker(coro_t *self, coro_value_t depth)
{
    return walk(self, 1, depth.i64);
}

START_TEST(test_yield_deep_in_calls_keeps_every_frame)
{
    coro_t *gen = make(walker, 3);

    while (next(gen) == 0)
        ;
    ck_assert_trace(
        "yield:4 yield:2 yield:5 yield:1 yield:6 yield:3 yield:7 done:0");
    coro_free(gen);
}
END_TEST

static int yields_a_local(coro_t *self, coro_value_t arg)
{
    int64_t numbers[] = {arg.i64, arg.i64 + 1};

    coro_yield(self, coro_ptr(numbers), NULL);
    return coro_return(self, coro_int(numbers[0]));
}

START_TEST(test_yielded_pointer_into_the_parked_stack_is_good)
{
    coro_t *gen = make(yields_a_local, 40);
    coro_value_t out;

    ck_assert_int_eq(coro_next(gen, &out), 0);
    ck_assert_int_eq(((int64_t *)out.ptr)[1], 41);
    *(int64_t *)out.ptr = 7; /* both sides see the same memory */
    next(gen);
    ck_assert_trace("done:7");
    coro_free(gen);
}
END_TEST

static int echo(coro_t *self, coro_value_t arg)
{
    coro_value_t value = arg;

    while (coro_yield(self, value, &value) == 0)
        ;
    return 0;
}

START_TEST(test_value_of_any_kind_crosses_bit_by_bit)
{
    coro_t *gen = make(echo, 0);
    coro_value_t out;
    char here;

    coro_next(gen, NULL);
    coro_send(gen, coro_real(-0.1), &out);
    ck_assert(out.f64 == -0.1);
    coro_send(gen, coro_uint(UINT64_MAX), &out);
    ck_assert(out.u64 == UINT64_MAX);
    coro_send(gen, coro_ptr(&here), &out);
    ck_assert_ptr_eq(out.ptr, &here);
    coro_free(gen);
}
END_TEST

static int ignores_out_parameters(coro_t *self, coro_value_t inner)
{
    coro_yield(self, coro_none(), NULL);
    coro_yield_from(self, inner.ptr, NULL);
    coro_call(self, countdown, coro_int(1), NULL);
    return 0;
}

START_TEST(test_out_parameters_null_are_left_out)
{
    coro_t *inner = make(countdown, 1);
    coro_t *gen = make_on(ignores_out_parameters, inner);

    ck_assert_int_eq(coro_send(gen, coro_none(), NULL), CORO_E_NOT_STARTED);
    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_send(gen, coro_int(1), NULL), 0);
    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_throw(gen, -7, coro_none(), NULL), CORO_DONE);
    ck_assert_int_eq(coro_close(gen, NULL), 0);
    coro_free(gen);
    coro_free(inner);
}
END_TEST

START_TEST(test_many_interleaved_do_not_mix)
{
    enum {
        MANY = 300
    };
    coro_t *gens[MANY];
    coro_value_t out;

    for (int i = 0; i < MANY; i++)
        gens[i] = make(countdown, i + 3);
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < MANY; i++) {
            ck_assert_int_eq(coro_next(gens[i], &out), 0);
            ck_assert_int_eq(out.i64, i + 3 - round);
        }
    for (int i = 0; i < MANY; i++)
        coro_free(gens[i]);
}
END_TEST

static void *next_in_thread(void *gen)
{
    next(gen);
    return NULL;
}

START_TEST(test_suspended_moved_to_a_thread_goes_on_there)
{
    coro_t *gen = make(listener, 0);
    pthread_t thread;

    next(gen);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_create(&thread, NULL, next_in_thread, gen), 0);
        pthread_join(thread, NULL);
    }
    next(gen);
    ck_assert_trace("begin:0 yield:1 got:0 yield:2 got:0 yield:3 got:0 end "
                    "done:0");
    coro_free(gen);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_next_repeated_gives_each_value_then_the_result);
    tcase_add_test(tcase, test_new_alone_runs_nothing);
    tcase_add_test(tcase, test_next_on_a_yield_gives_it_none);
    tcase_add_test(tcase, test_send_on_a_yield_gives_it_the_value);
    tcase_add_test(tcase, test_send_unstarted_is_refused_and_starts_nothing);
    tcase_add_test(tcase, test_finished_asked_again_is_done_with_none_for_ever);
    tcase_add_test(tcase, test_failed_asked_again_is_done_with_none);
    tcase_add_test(tcase, test_body_failing_with_a_status_of_misuse_has_ended);
    tcase_add_test(tcase, test_state_along_a_life_is_each_of_the_four);
    tcase_add_test(tcase, test_state_while_driving_another_is_running);
    tcase_add_test(tcase, test_state_name_of_each_is_a_word);
    tcase_add_test(tcase, test_positive_status_returned_is_stop_iteration);
    tcase_add_test(tcase, test_yield_deep_in_calls_keeps_every_frame);
    tcase_add_test(tcase, test_yielded_pointer_into_the_parked_stack_is_good);
    tcase_add_test(tcase, test_value_of_any_kind_crosses_bit_by_bit);
    tcase_add_test(tcase, test_out_parameters_null_are_left_out);
    tcase_add_test(tcase, test_many_interleaved_do_not_mix);
    tcase_add_test(tcase, test_suspended_moved_to_a_thread_goes_on_there);
}

int main(void)
{
    return run_suite("generator", add);
}
