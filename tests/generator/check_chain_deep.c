/* SPDX-License-Identifier: MIT */
/* Chains of delegation a thousand levels deep. */
#include "suite.h"

enum {
    DEPTH = 1000
};

static int quiet_counter(coro_t *self, coro_value_t arg)
{
    coro_value_t in;
    int64_t sum = arg.i64;
    int rc;

    while ((rc = coro_yield(self, coro_int(sum), &in)) == 0)
        sum += in.i64;
    if (rc == CORO_DONE)
        return coro_return(self, coro_int(sum));
    return rc;
}

/* Passes all on, but counts the level in a result. */
static int quiet_link(coro_t *self, coro_value_t inner)
{
    coro_value_t result;
    int rc = coro_yield_from(self, inner.ptr, &result);

    if (rc != 0)
        return rc;
    return coro_return(self, coro_int(result.i64 + 1));
}

static void build(coro_t **chain)
{
    chain[0] = make(quiet_counter, 100);
    for (int i = 1; i < DEPTH; i++)
        chain[i] = make_on(quiet_link, chain[i - 1]);
}

static void free_chain(coro_t **chain)
{
    for (int i = DEPTH - 1; i >= 0; i--)
        ck_assert_int_eq(coro_free(chain[i]), 0);
}

START_TEST(test_deep_chain_passes_values_and_counts_results)
{
    coro_t *chain[DEPTH];

    build(chain);
    next(chain[DEPTH - 1]);
    send(chain[DEPTH - 1], 5);
    send(chain[DEPTH - 1], 6);
    throw(chain[DEPTH - 1], CORO_DONE, 0);
    ck_assert_trace("yield:100 yield:105 yield:111 done:1110");
    free_chain(chain);
}
END_TEST

START_TEST(test_deep_chain_passes_an_error_up_every_level)
{
    coro_t *chain[DEPTH];

    build(chain);
    next(chain[DEPTH - 1]);
    throw(chain[DEPTH - 1], -7, 70);
    ck_assert_trace("yield:100 -7:70");
    for (int i = 0; i < DEPTH; i++)
        ck_assert_int_eq(coro_state(chain[i]), CORO_STATE_CLOSED);
    free_chain(chain);
}
END_TEST

START_TEST(test_deep_chain_closed_closes_every_level)
{
    coro_t *chain[DEPTH];

    build(chain);
    next(chain[DEPTH - 1]);
    shut(chain[DEPTH - 1]);
    ck_assert_trace("yield:100 closed:0");
    for (int i = 0; i < DEPTH; i++)
        ck_assert_int_eq(coro_state(chain[i]), CORO_STATE_CLOSED);
    free_chain(chain);
}
END_TEST

START_TEST(test_deep_chain_driven_at_every_level_is_one_source)
{
    coro_t *chain[DEPTH];

    build(chain);
    for (int i = DEPTH - 1; i >= 0; i -= 111)
        ck_assert_int_eq(coro_next(chain[i], NULL), 0);
    for (int i = 0; i < DEPTH; i += 111)
        ck_assert_int_eq(coro_send(chain[i], coro_int(1), NULL), 0);
    send(chain[DEPTH - 1], 1);
    ck_assert_trace("yield:111");
    shut(chain[DEPTH - 1]);
    free_chain(chain);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_deep_chain_passes_values_and_counts_results);
    tcase_add_test(tcase, test_deep_chain_passes_an_error_up_every_level);
    tcase_add_test(tcase, test_deep_chain_closed_closes_every_level);
    tcase_add_test(tcase, test_deep_chain_driven_at_every_level_is_one_source);
}

int main(void)
{
    return run_suite("chain_deep", add);
}
