/* SPDX-License-Identifier: MIT */
/*
 * Chains of delegation behind each other's back: a generator driven directly
 * while it is delegated to, or shared by two delegators.
 */
#include "suite.h"

/* Yields arg, arg + 1 ... until something is thrown in, which it passes on. */
static int counter(coro_t *self, coro_value_t arg)
{
    for (int64_t i = arg.i64;; i++) {
        int rc = yield(self, i);

        if (rc != 0)
            return rc;
    }
}

/* Yields 1 and 2, and returns 20. */
static int two(coro_t *self, coro_value_t arg)
{
    (void)arg;
    yield(self, 1);
    yield(self, 2);
    return coro_return(self, coro_int(20));
}

static int link_body(coro_t *self, coro_value_t inner)
{
    int rc = from(self, inner.ptr);

    if (rc != 0)
        return rc;
    return coro_return(self, coro_int(7));
}

START_TEST(test_inner_driven_directly_gives_its_next_value)
{
    coro_t *inner = make(counter, 1), *outer = make_on(link_body, inner);

    next(outer);
    next(inner);
    tell_state(inner);
    tell_state(outer);
    next(outer);
    send(inner, 4);
    send(outer, 5);
    ck_assert_trace("yield:1 got:0 yield:2 suspended suspended got:0 yield:3 "
                    "got:4 yield:4 got:5 yield:5");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_inner_finished_directly_gives_the_outer_none)
{
    coro_t *inner = make(two, 0), *outer = make_on(link_body, inner);

    next(outer);
    next(inner);
    next(inner);
    tell_state(outer);
    send(outer, 5); /* which finds nobody */
    ck_assert_trace("yield:1 got:0 yield:2 got:0 done:20 suspended from:0 "
                    "done:7");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_inner_closed_directly_gives_the_outer_none)
{
    coro_t *inner = make(counter, 1), *outer = make_on(link_body, inner);

    next(outer);
    shut(inner);
    next(outer);
    ck_assert_trace("yield:1 CLOSE:0 closed:0 from:0 done:7");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

/* The error thrown at a closed inner one comes straight back. */
START_TEST(test_throw_after_the_inner_ended_is_raised_in_the_outer)
{
    coro_t *inner = make(counter, 1), *outer = make_on(link_body, inner);

    next(outer);
    shut(inner);
    throw(outer, -7, 70);
    ck_assert_trace("yield:1 CLOSE:0 closed:0 -7:70 -7:70");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_done_thrown_after_the_inner_ended_is_its_result)
{
    coro_t *inner = make(counter, 1), *outer = make_on(link_body, inner);

    next(outer);
    shut(inner);
    throw(outer, CORO_DONE, 55);
    ck_assert_trace("yield:1 CLOSE:0 closed:0 from:55 done:7");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_close_after_the_inner_ended_is_raised_in_the_outer)
{
    coro_t *inner = make(counter, 1), *outer = make_on(link_body, inner);

    next(outer);
    shut(inner);
    shut(outer);
    ck_assert_trace("yield:1 CLOSE:0 closed:0 CLOSE:0 closed:0");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_inner_thrown_at_directly_fails_in_its_driver)
{
    coro_t *inner = make(counter, 1), *outer = make_on(link_body, inner);

    next(outer);
    throw(inner, -7, 70);
    next(outer);
    ck_assert_trace("yield:1 -7:70 -7:70 from:0 done:7");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_inner_shared_by_two_is_one_source)
{
    coro_t *inner = make(two, 0);
    coro_t *one = make_on(link_body, inner), *other = make_on(link_body, inner);

    next(one);
    send(other, 3); /* just started: refused */
    next(other);
    next(one);
    next(other);
    ck_assert_trace("yield:1 NOT_STARTED:0 got:0 yield:2 got:0 from:20 done:7 "
                    "from:0 done:7");
    coro_free(one);
    coro_free(other);
    coro_free(inner);
}
END_TEST

START_TEST(test_inner_shared_closed_by_one_ends_for_the_other)
{
    coro_t *inner = make(counter, 1);
    coro_t *one = make_on(link_body, inner), *other = make_on(link_body, inner);

    next(one);
    next(other);
    shut(one);
    tell_state(inner);
    next(other);
    ck_assert_trace("yield:1 got:0 yield:2 CLOSE:0 CLOSE:0 closed:0 closed "
                    "from:0 done:7");
    coro_free(one);
    coro_free(other);
    coro_free(inner);
}
END_TEST

/* Drives whatever `target` is, once, between its two yields. */
static coro_t *target;

static int meddler(coro_t *self, coro_value_t arg)
{
    (void)arg;
    yield(self, 1);
    next(target);
    throw(target, -7, 70);
    shut(target);
    tell_state(target);
    yield(self, 2);
    return 0;
}

START_TEST(test_inner_driving_its_delegator_meets_a_running_one)
{
    coro_t *inner = make(meddler, 0), *middle = make_on(link_body, inner);

    target = middle;
    next(middle);
    next(middle);
    ck_assert_trace("yield:1 got:0 RUNNING:0 RUNNING:0 RUNNING:0 running "
                    "yield:2");
    coro_free(middle);
    coro_free(inner);
}
END_TEST

START_TEST(test_inner_driving_the_root_meets_a_running_one)
{
    coro_t *inner = make(meddler, 0), *middle = make_on(link_body, inner);
    coro_t *outer = make_on(link_body, middle);

    target = outer;
    next(outer);
    next(outer);
    next(outer);
    ck_assert_trace("yield:1 got:0 RUNNING:0 RUNNING:0 RUNNING:0 running "
                    "yield:2 got:0 from:0 from:7 done:7");
    coro_free(outer);
    coro_free(middle);
    coro_free(inner);
}
END_TEST

/* A delegator resumed by its own inner one, which was driven directly: the
 * inner one is running, so the delegator cannot go on. */
START_TEST(test_delegator_resumed_by_its_inner_finds_it_running)
{
    coro_t *inner = make(meddler, 0), *outer = make_on(link_body, inner);

    target = outer;
    next(outer);
    next(inner);
    ck_assert_trace("yield:1 got:0 RUNNING:0 RUNNING:0 -7:70 closed:0 closed "
                    "yield:2");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_middle_driven_directly_keeps_the_link_below)
{
    coro_t *inner = make(counter, 1), *middle = make_on(link_body, inner);
    coro_t *outer = make_on(link_body, middle);

    next(outer);
    send(middle, 2);
    send(outer, 3);
    send(inner, 4);
    send(outer, 5);
    ck_assert_trace("yield:1 got:2 yield:2 got:3 yield:3 got:4 yield:4 got:5 "
                    "yield:5");
    shut(middle);
    ck_assert_trace("CLOSE:0 CLOSE:0 closed:0");
    next(outer);
    ck_assert_trace("from:0 done:7");
    coro_free(outer);
    coro_free(middle);
    coro_free(inner);
}
END_TEST

START_TEST(test_delegating_one_adopted_by_another_keeps_its_inner)
{
    coro_t *inner = make(counter, 1), *middle = make_on(link_body, inner);
    coro_t *outer = make_on(link_body, middle);

    next(middle);
    next(outer);
    throw(outer, -7, 70);
    ck_assert_trace("yield:1 got:0 yield:2 -7:70 -7:70 -7:70 -7:70");
    coro_free(outer);
    coro_free(middle);
    coro_free(inner);
}
END_TEST

/* Delegates, and then yields 9 and returns 90 itself. */
static int goes_on(coro_t *self, coro_value_t inner)
{
    from(self, inner.ptr);
    yield(self, 9);
    return coro_return(self, coro_int(90));
}

/* Its inner one gave the place back: its own values reach the new driver. */
START_TEST(test_delegating_one_adopted_by_another_yields_to_it_at_last)
{
    coro_t *inner = make(two, 0), *middle = make_on(goes_on, inner);
    coro_t *outer = make_on(goes_on, middle);

    next(middle);
    next(outer);
    next(outer);
    send(outer, 3);
    send(outer, 4);
    ck_assert_trace("yield:1 got:0 yield:2 got:0 from:20 yield:9 got:3 "
                    "from:90 yield:9 got:4 done:90");
    coro_free(outer);
    coro_free(middle);
    coro_free(inner);
}
END_TEST

/* Driven directly, its link is cut; driven by the outer one, it is made anew. */
START_TEST(test_inner_taken_up_again_ends_for_the_outer)
{
    coro_t *inner = make(two, 0), *outer = make_on(goes_on, inner);

    next(outer);
    next(inner);
    next(outer);
    next(outer);
    ck_assert_trace(
        "yield:1 got:0 yield:2 got:0 from:20 yield:9 got:0 done:90");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_inner_driven_directly_gives_its_next_value);
    tcase_add_test(tcase, test_inner_finished_directly_gives_the_outer_none);
    tcase_add_test(tcase, test_inner_closed_directly_gives_the_outer_none);
    tcase_add_test(tcase,
                   test_throw_after_the_inner_ended_is_raised_in_the_outer);
    tcase_add_test(tcase, test_done_thrown_after_the_inner_ended_is_its_result);
    tcase_add_test(tcase,
                   test_close_after_the_inner_ended_is_raised_in_the_outer);
    tcase_add_test(tcase, test_inner_thrown_at_directly_fails_in_its_driver);
    tcase_add_test(tcase, test_inner_shared_by_two_is_one_source);
    tcase_add_test(tcase, test_inner_shared_closed_by_one_ends_for_the_other);
    tcase_add_test(tcase, test_inner_driving_its_delegator_meets_a_running_one);
    tcase_add_test(tcase, test_inner_driving_the_root_meets_a_running_one);
    tcase_add_test(tcase, test_delegator_resumed_by_its_inner_finds_it_running);
    tcase_add_test(tcase, test_middle_driven_directly_keeps_the_link_below);
    tcase_add_test(tcase,
                   test_delegating_one_adopted_by_another_keeps_its_inner);
    tcase_add_test(tcase,
                   test_delegating_one_adopted_by_another_yields_to_it_at_last);
    tcase_add_test(tcase, test_inner_taken_up_again_ends_for_the_outer);
}

int main(void)
{
    return run_suite("chain", add);
}
