/* SPDX-License-Identifier: MIT */
/* Each request for memory fails once, at each way to make a generator. */
#include "makers.h"
#include "starve.h"
#include "suite.h"

static void check_works(coro_t *gen)
{
    ck_assert_ptr_nonnull(gen);
    ck_assert_int_eq(coro_next(gen, NULL), 0);
    coro_free(gen);
}

/* Let each request of `make`, and of its source if it has one, fail in turn
 * until there are no more of them; return how many could not be done without.
 */
static int starve_each(make_t *make, int has_source)
{
    int failures = 0;
    bool happened = true;

    /* From now on stacks are at hand: the requests stay the same. */
    check_works(make(has_source ? probe("a", 2) : NULL));
    for (int nth = 1; happened; nth++) {
        coro_t *gen;
        int error;

        errno = 0;
        starve_nth(nth);
        gen = make(has_source ? probe("a", 2) : NULL);
        error = errno;
        happened = starve_end() > 0;
        if (happened && gen == NULL) {
            ck_assert_int_eq(error, ENOMEM);
            failures++;
        } else {
            check_works(gen);
        }
        ck_assert_int_eq(probes_alive(), 0);
    }
    return failures;
}

START_TEST(test_stage_without_memory_is_null_and_frees_its_source)
{
    /* A coroutine and a deferred function, of the probe and of the stage. */
    ck_assert_int_ge(starve_each(makers[_i], 1), 4);
}
END_TEST

START_TEST(test_generator_without_memory_is_null)
{
    ck_assert_int_ge(starve_each(sourceless[_i], 0), 1);
}
END_TEST

START_TEST(test_consumer_of_starved_pipeline_answers_enomem)
{
    int failures = 0;
    bool happened = true;

    for (int nth = 1; happened; nth++) {
        coro_value_t values[9];
        int rc;

        starve_nth(nth);
        rc = coro_iter_collect(make_pipeline(probe("a", 2)), values, 9, NULL);
        happened = starve_end() > 0;
        /* a refused guard may be told of as one mapping too many */
        ck_assert(rc == 0 ||
                  (happened && (rc == -ENOMEM || rc == CORO_E_MAP_LIMIT)));
        ck_assert_int_eq(probes_alive(), 0);
        failures += rc != 0;
    }
    ck_assert_int_ge(failures, 2 * 9); /* six stages and three probes */
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_loop_test(tcase,
                        test_stage_without_memory_is_null_and_frees_its_source,
                        0, MAKERS);
    tcase_add_loop_test(tcase, test_generator_without_memory_is_null, 0,
                        SOURCELESS);
    tcase_add_test(tcase, test_consumer_of_starved_pipeline_answers_enomem);
}

int main(void)
{
    return run_suite("iter starve", add_tests);
}
