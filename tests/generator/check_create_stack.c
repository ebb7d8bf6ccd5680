/* SPDX-License-Identifier: MIT */
/* Stacks that are not the library's: the caller's memory, and an allocator. */
#include "refused.h"
#include "stack/stack.h"
#include "suite.h"

#include <stdlib.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

enum {
    SIZE = 64 * 1024,
    MARGIN = 128
};

/* Memory with a margin on either side that nobody may write to. */
static struct {
    _Alignas(64) unsigned char below[MARGIN];
    char stack[SIZE + 64];
    unsigned char above[MARGIN];
} memory;

static size_t in_use;

static void set_up(void)
{
    in_use = coro__stack_in_use();
    memset(memory.below, 0xa5, MARGIN);
    memset(memory.above, 0xa5, MARGIN);
}

static void check_margins(void)
{
    ck_assert_uint_eq(coro__stack_in_use(), in_use);
    for (int i = 0; i < MARGIN; i++)
        ck_assert(memory.below[i] == 0xa5 && memory.above[i] == 0xa5);
}

/* Yields the address of a local. */
static int shows_its_stack(coro_t *self, coro_value_t arg)
{
    char local = (char)arg.i64;

    coro_yield(self, coro_ptr(&local), NULL);
    return coro_return(self, coro_int(local));
}

static coro_t *make_in(void *stack, size_t size)
{
    coro_options_t options = {
        .stack = stack, .stack_size = size, .name = "guest"};

    return coro_new(shows_its_stack, coro_int(8), &options);
}

START_TEST(test_own_stack_of_any_base_and_size_is_used_and_no_more)
{
    for (size_t offset = 0; offset < 64; offset += 3)
        for (size_t cut = 0; cut < 64; cut += 21) {
            char *stack = memory.stack + offset;
            coro_t *gen = make_in(stack, SIZE - cut);
            coro_value_t local;

            ck_assert_ptr_nonnull(gen);
            ck_assert_int_eq(coro_next(gen, &local), 0);
            ck_assert_uint_lt((size_t)((char *)local.ptr - stack), SIZE - cut);
            next(gen);
            ck_assert_trace("done:8");
            ck_assert_int_eq(coro_free(gen), 0);
            check_margins();
        }
}
END_TEST

START_TEST(test_own_stack_on_the_drivers_stack_works)
{
    char stack[SIZE];
    coro_t *gen;

    /* It takes the switch for the driver's frames being left. */
    if (RUNNING_ON_VALGRIND)
        return;
    gen = make_in(stack, SIZE);
    ck_assert_ptr_nonnull(gen);
    ck_assert_int_eq(coro_next(gen, NULL), 0);
    tell_state(gen);
    next(gen);
    tell_state(gen);
    ck_assert_trace("suspended done:8 closed");
    coro_free(gen);
}
END_TEST

START_TEST(test_own_stack_of_a_bad_size_is_refused)
{
    const size_t sizes[] = {0, 1, coro_stack_min() - 1, CORO_STACK_MAX + 1,
                            SIZE_MAX};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
        ck_assert_refused(make_in(memory.stack, sizes[i]), EINVAL);
    check_margins();
}
END_TEST

START_TEST(test_own_stack_too_small_for_the_copy_is_refused)
{
    static const char args[SIZE];
    coro_options_t options = {.stack = memory.stack, .stack_size = SIZE};
    coro_t *gen;

    ck_assert_refused(coro_new_copy(shows_its_stack, args, SIZE - 64, &options),
                      EINVAL);
    check_margins();
    check_margins();
    gen = make_in(memory.stack, SIZE); /* it is free again */
    ck_assert_ptr_nonnull(gen);
    coro_free(gen);
}
END_TEST

START_TEST(test_own_stack_that_the_copy_just_fills_is_refused_or_works)
{
    static const char args[SIZE];
    coro_options_t options = {.stack = memory.stack + 1, /* it is aligned */
                              .stack_size = SIZE};
    int made = 0, refused = 0;

    memory.stack[0] = 'x'; /* it does not belong to it */
    for (size_t size = SIZE - 16384; size <= SIZE; size += 7) {
        coro_t *gen = coro_new_copy(shows_its_stack, args, size, &options);

        made += gen != NULL;
        refused += gen == NULL;
        ck_assert(gen == NULL || refused == 0);
        coro_free(gen);
        ck_assert_int_eq(memory.stack[0], 'x');
        check_margins();
    }
    ck_assert_int_gt(made, 0);
    ck_assert_int_gt(refused, 0); /* the record, too, needs room */
}
END_TEST

START_TEST(test_own_stack_in_use_is_refused)
{
    coro_t *gen = make_in(memory.stack, SIZE / 2), *other;

    ck_assert_refused(make_in(memory.stack + SIZE / 4, SIZE / 2), EINVAL);
    ck_assert_refused(make_in(memory.stack, SIZE), EINVAL);
    ck_assert_refused(make_in(memory.stack, SIZE / 2),
                      EINVAL); /* the very same */
    other = make_in(memory.stack + SIZE / 2, SIZE / 2);
    ck_assert_ptr_nonnull(other); /* beside it */
    coro_free(other);
    coro_next(gen, NULL);
    next(gen);
    ck_assert_trace("done:8");
    coro_free(gen);
    check_margins();
}
END_TEST

static int makes_one_on_its_stack(coro_t *self, coro_value_t arg)
{
    char stack[32 * 1024];
    coro_t *gen = make_in(stack, sizeof(stack));

    (void)arg;
    (void)self;
    trace("%s", gen == NULL && errno == EINVAL ? "refused" : "made");
    return 0;
}

START_TEST(test_own_stack_on_another_coroutines_is_refused)
{
    coro_options_t options = {.stack_size = 128 * 1024};
    coro_t *gen = coro_new(makes_one_on_its_stack, coro_none(), &options);

    next(gen);
    coro_free(gen);
    options = (coro_options_t){.stack = memory.stack, .stack_size = SIZE};
    gen = coro_new(makes_one_on_its_stack, coro_none(), &options);
    next(gen);
    coro_free(gen);
    ck_assert_trace("refused done:0 refused done:0");
    check_margins();
}
END_TEST

/* An allocator that gives odd addresses, one stack at a time. */
typedef struct source {
    size_t shift;
    int refuses;
    size_t size; /* given, 0: none */
    int given, taken;
} source_t;

static void *give(size_t size, void *ctx)
{
    source_t *source = ctx;
    char *base;

    source->given++;
    if (source->refuses)
        return NULL;
    source->size = size;
    base = malloc(size + source->shift);
    return base != NULL ? base + source->shift : NULL;
}

static void take(void *base, size_t size, void *ctx)
{
    source_t *source = ctx;

    ck_assert_uint_eq(size, source->size);
    source->taken++;
    free((char *)base - source->shift);
}

/* One that must not be made. */
static coro_t *make_from(source_t *source, size_t size, size_t copy)
{
    static const char args[SIZE];
    coro_stack_allocator_t allocator = {give, take, source};
    coro_options_t options = {.stack_size = size, .allocator = &allocator};

    return coro_new_copy(shows_its_stack, args, copy, &options);
}

START_TEST(test_allocator_gives_and_takes_back_each_stack_once)
{
    for (size_t shift = 0; shift < 64; shift += 7) {
        coro_stack_allocator_t allocator;
        source_t source = {.shift = shift};
        coro_options_t options = {.allocator = &allocator,
                                  .stack_size = 100 * 1000};
        coro_t *gen;

        allocator = (coro_stack_allocator_t){give, take, &source};
        gen = coro_new(shows_its_stack, coro_int(8), &options);
        ck_assert_ptr_nonnull(gen);
        ck_assert_uint_ge(source.size, 100 * 1000);
        coro_next(gen, NULL);
        next(gen);
        ck_assert_int_eq(source.taken, 0);
        coro_free(gen);
        ck_assert_trace("done:8");
        ck_assert_int_eq(source.given, 1);
        ck_assert_int_eq(source.taken, 1);
        check_margins();
    }
}
END_TEST

START_TEST(test_allocator_without_memory_is_enomem)
{
    source_t source = {.refuses = 1};

    ck_assert_ptr_null(make_from(&source, 0, 1));
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert_int_eq(source.given, 1);
    ck_assert_int_eq(source.taken, 0);
    check_margins();
}
END_TEST

START_TEST(test_allocator_is_not_asked_for_a_bad_size)
{
    source_t source = {0};

    ck_assert_refused(make_from(&source, 1, 1), EINVAL);
    ck_assert_refused(make_from(&source, SIZE_MAX, 1), EINVAL);
    ck_assert_int_eq(source.given, 0);
    check_margins();
}
END_TEST

START_TEST(test_allocator_gets_a_stack_too_small_for_the_copy_back)
{
    source_t source = {0};

    ck_assert_refused(make_from(&source, 32 * 1024, SIZE), EINVAL);
    ck_assert_int_eq(source.given, 1);
    ck_assert_int_eq(source.taken, 1);
    check_margins();
}
END_TEST

START_TEST(test_allocator_together_with_a_stack_is_refused)
{
    source_t source = {0};
    coro_stack_allocator_t allocator = {give, take, &source};
    coro_options_t options = {
        .stack = memory.stack, .stack_size = SIZE, .allocator = &allocator};

    ck_assert_refused(coro_new(shows_its_stack, coro_none(), &options), EINVAL);
    ck_assert_int_eq(source.given, 0);
    check_margins();
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_checked_fixture(tcase, set_up, NULL);
    tcase_add_test(tcase,
                   test_own_stack_of_any_base_and_size_is_used_and_no_more);
    tcase_add_test(tcase, test_own_stack_on_the_drivers_stack_works);
    tcase_add_test(tcase, test_own_stack_of_a_bad_size_is_refused);
    tcase_add_test(tcase, test_own_stack_too_small_for_the_copy_is_refused);
    tcase_add_test(tcase,
                   test_own_stack_that_the_copy_just_fills_is_refused_or_works);
    tcase_add_test(tcase, test_own_stack_in_use_is_refused);
    tcase_add_test(tcase, test_own_stack_on_another_coroutines_is_refused);
    tcase_add_test(tcase, test_allocator_gives_and_takes_back_each_stack_once);
    tcase_add_test(tcase, test_allocator_without_memory_is_enomem);
    tcase_add_test(tcase, test_allocator_is_not_asked_for_a_bad_size);
    tcase_add_test(tcase,
                   test_allocator_gets_a_stack_too_small_for_the_copy_back);
    tcase_add_test(tcase, test_allocator_together_with_a_stack_is_refused);
}

int main(void)
{
    return run_suite("create_stack", add);
}
