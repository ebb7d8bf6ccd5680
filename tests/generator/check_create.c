/* SPDX-License-Identifier: MIT */
/* coro_new and coro_new_copy: the options, the name, the copy. */
#include "refused.h"
#include "stack/stack.h"
#include "suite.h"

#include <stdalign.h>

static int returns_its_argument(coro_t *self, coro_value_t arg)
{
    return coro_return(self, arg);
}

static size_t in_use;

static void count_stacks(void)
{
    in_use = coro__stack_in_use();
}

/* Make one with these options, see that it works, free it. */
#define ck_assert_works(options)                                             \
    do {                                                                     \
        coro_t *made = coro_new(returns_its_argument, coro_int(8), options); \
        ck_assert_ptr_nonnull(made);                                         \
        next(made);                                                          \
        ck_assert_trace("done:8");                                           \
        ck_assert_int_eq(coro_free(made), 0);                                \
        ck_assert_uint_eq(coro__stack_in_use(), in_use);                     \
    } while (0)

/* The call must make nothing and set errno. */
#define ck_assert_invalid(call)                          \
    do {                                                 \
        ck_assert_refused(call, EINVAL);                 \
        ck_assert_uint_eq(coro__stack_in_use(), in_use); \
    } while (0)

static coro_t *make_with(const coro_options_t *options)
{
    return coro_new(returns_its_argument, coro_int(8), options);
}

START_TEST(test_new_without_options_has_the_defaults)
{
    const coro_options_t none = {0};

    ck_assert_works(NULL);
    ck_assert_works(&none);
}
END_TEST

START_TEST(test_new_without_a_body_is_refused)
{
    ck_assert_invalid(coro_new(NULL, coro_none(), NULL));
    ck_assert_invalid(coro_new_copy(NULL, "", 1, NULL));
}
END_TEST

START_TEST(test_new_of_a_good_size_works_odd_or_not)
{
    const size_t least = coro_stack_min();
    const size_t sizes[] = {0,          least,   least + 1,     2 * least - 1,
                            100 * 1000, 1 << 20, (1 << 20) + 7, 5 << 20};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        coro_options_t options = {.stack_size = sizes[i]};

        ck_assert_works(&options);
        options.flags = CORO_STACK_UNGUARDED;
        ck_assert_works(&options);
    }
}
END_TEST

START_TEST(test_new_of_a_bad_size_is_refused)
{
    const size_t sizes[] = {1,
                            2,
                            CORO_STACK_TINY,
                            coro_stack_min() - 1,
                            CORO_STACK_MAX + 1,
                            SIZE_MAX / 2 + 1,
                            SIZE_MAX - 4095,
                            SIZE_MAX};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        coro_options_t options = {.stack_size = sizes[i]};

        ck_assert_invalid(make_with(&options));
    }
}
END_TEST

START_TEST(test_new_of_a_small_size_needs_the_flag)
{
    coro_options_t options = {.stack_size = coro_stack_min() - 1,
                              .flags = CORO_STACK_SMALL};

    ck_assert_works(&options);
    options.stack_size = CORO_STACK_TINY - 1;
    ck_assert_invalid(make_with(&options));
}
END_TEST

/* The tiniest holds a record, and with the assembly switch a context. */
START_TEST(test_new_of_the_tiniest_size_is_made_if_it_holds_a_context)
{
    coro_options_t options = {.stack_size = CORO_STACK_TINY,
                              .flags = CORO_STACK_SMALL | CORO_STACK_UNGUARDED};
    coro_t *gen;

    if (!CORO_CONTEXT_ASM) {
        ck_assert_invalid(make_with(&options));
        return;
    }
    gen = make_with(&options);
    ck_assert_ptr_nonnull(gen);
    tell_state(gen);
    shut(gen);
    ck_assert_trace("created closed:0");
    coro_free(gen);
}
END_TEST

START_TEST(test_new_with_unknown_flags_is_refused)
{
    for (unsigned bit = 5; bit < 32; bit++) {
        coro_options_t options = {.flags = 1u << bit};

        ck_assert_invalid(make_with(&options));
    }
}
END_TEST

START_TEST(test_new_with_flags_that_cannot_be_met_is_refused)
{
    static char memory[64 * 1024];
    coro_stack_allocator_t allocator = {.allocate = NULL};
    const unsigned flags[] = {CORO_STACK_WIDE_GUARD, CORO_STACK_WIPED};

    for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
        coro_options_t options = {.flags = flags[i]};

        ck_assert_works(&options);
        options.allocator = &allocator;
        ck_assert_invalid(make_with(&options));
        options.allocator = NULL;
        options.stack = memory;
        options.stack_size = sizeof memory;
        ck_assert_invalid(make_with(&options));
    }
    ck_assert_invalid(make_with(&(coro_options_t){
        .flags = CORO_STACK_UNGUARDED | CORO_STACK_WIDE_GUARD}));
}
END_TEST

/* Yields from below 80 KiB of its stack. */
static int fills(coro_t *self, coro_value_t size)
{
    volatile char bytes[80 * 1024];

    for (int64_t i = size.i64 - 1; i >= 0; i -= 512)
        bytes[i] = 1;
    yield(self, bytes[511]);
    return coro_return(self, coro_int(bytes[511]));
}

START_TEST(test_new_of_a_size_gives_a_body_nearly_all_of_it)
{
    coro_options_t options = {.stack_size = 100 * 1024};
    coro_t *gen = coro_new(fills, coro_int(80 * 1024), &options);

    ck_assert_ptr_nonnull(gen);
    next(gen);
    next(gen);
    ck_assert_trace("yield:1 got:0 done:1");
    coro_free(gen);
}
END_TEST

START_TEST(test_name_is_a_copy)
{
    char name[] = "worker";
    coro_options_t options = {.name = name};
    coro_t *gen = make_with(&options);

    memset(name, 'x', sizeof(name) - 1);
    ck_assert_str_eq(coro_name(gen), "worker");
    next(gen);
    ck_assert_str_eq(coro_name(gen), "worker");
    coro_free(gen);
}
END_TEST

START_TEST(test_name_not_given_is_empty)
{
    coro_options_t options = {.name = ""};
    coro_t *gen = make_with(&options), *other = make_with(NULL);

    ck_assert_str_eq(coro_name(gen), "");
    ck_assert_str_eq(coro_name(other), "");
    coro_free(gen);
    coro_free(other);
}
END_TEST

START_TEST(test_name_of_any_length_fits_or_is_refused)
{
    static const size_t lengths[] = {1, 15, 16, 17, 4000, 45000};
    static char name[64 * 1024 + 1];
    coro_options_t options = {.stack_size = 64 * 1024, .name = name};
    coro_t *gen;

    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        memset(name, 'n', lengths[i]);
        gen = make_with(&options);
        ck_assert_ptr_nonnull(gen);
        ck_assert_str_eq(coro_name(gen), name);
        coro_free(gen);
    }
    memset(name, 'n', sizeof(name) - 1);
    ck_assert_invalid(make_with(&options));
}
END_TEST

/* A program compiled with options that end earlier: what lies behind them is
 * not the library's to read. */
START_TEST(test_options_of_a_smaller_size_are_read_so_far)
{
    coro_options_t options = {.stack_size = 1 << 20,
                              .name = (char *)1,
                              .flags = ~0u,
                              .stack = (void *)1,
                              .allocator = (void *)1};
    coro_t *gen = coro__new(returns_its_argument, coro_int(8), &options,
                            offsetof(coro_options_t, name));

    ck_assert_ptr_nonnull(gen);
    ck_assert_str_eq(coro_name(gen), "");
    coro_free(gen);
    gen = coro__new_copy(returns_its_argument, "", 1, &options, 0);
    ck_assert_ptr_nonnull(gen);
    coro_free(gen);
}
END_TEST

/* And with options that go on: what the library does not know, it leaves. */
START_TEST(test_options_of_a_greater_size_are_read_as_far_as_known)
{
    struct {
        coro_options_t known;
        unsigned char unknown[16 * 1024];
    } options = {.known = {.name = "later"}};
    coro_t *gen;

    memset(options.unknown, 0xff, sizeof(options.unknown));
    gen = coro__new(returns_its_argument, coro_int(8), &options.known,
                    sizeof(options));
    ck_assert_ptr_nonnull(gen);
    ck_assert_str_eq(coro_name(gen), "later");
    coro_free(gen);
}
END_TEST

/* Changes its copy, then gives it away. */
static int shows_copy(coro_t *self, coro_value_t arg)
{
    *(char *)arg.ptr += 1;
    coro_yield(self, arg, NULL);
    return coro_return(self, arg);
}

START_TEST(test_copy_of_any_size_is_aligned_writable_and_lasts)
{
    static const size_t sizes[] = {1, 7, 8, 15, 16, 17, 100, 4096, 30000};
    static char args[30000];

    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        coro_options_t options = {.name = "copying", .stack_size = 128 * 1024};
        coro_value_t yielded, returned;
        coro_t *gen;

        memset(args, 'a', sizeof(args));
        gen = coro_new_copy(shows_copy, args, sizes[i], &options);
        ck_assert_ptr_nonnull(gen);
        memset(args, 'z', sizeof(args));
        coro_next(gen, &yielded);
        coro_next(gen, &returned);
        ck_assert_ptr_eq(yielded.ptr, returned.ptr);
        ck_assert_uint_eq((uintptr_t)yielded.ptr % alignof(max_align_t), 0);
        ck_assert_int_eq(((char *)yielded.ptr)[0], 'b');
        for (size_t at = 1; at < sizes[i]; at++)
            ck_assert_int_eq(((char *)yielded.ptr)[at], 'a');
        ck_assert_str_eq(coro_name(gen), "copying");
        coro_free(gen);
    }
}
END_TEST

START_TEST(test_copy_of_nothing_needs_no_arguments)
{
    coro_t *gen = coro_new_copy(returns_its_argument, NULL, 0, NULL);
    coro_t *other = coro_new_copy(returns_its_argument, "x", 0, NULL);

    ck_assert_ptr_nonnull(gen);
    ck_assert_ptr_nonnull(other);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_next(other, NULL), CORO_DONE);
    coro_free(gen);
    coro_free(other);
}
END_TEST

START_TEST(test_copy_that_cannot_be_made_is_refused)
{
    static char args[64 * 1024];
    coro_options_t options = {.stack_size = 64 * 1024};

    ck_assert_invalid(coro_new_copy(shows_copy, NULL, 1, NULL));
    ck_assert_invalid(coro_new_copy(shows_copy, args, sizeof(args), &options));
    ck_assert_invalid(coro_new_copy(shows_copy, args, SIZE_MAX, &options));
    ck_assert_invalid(coro_new_copy(shows_copy, args, SIZE_MAX / 2, &options));
}
END_TEST

/* What fits leaves room to begin on; one byte more is refused. */
START_TEST(test_copy_of_the_greatest_size_is_made_and_one_more_is_not)
{
    static char args[64 * 1024];
    coro_options_t options = {.stack_size = 64 * 1024};
    size_t fits = 0, too_big = sizeof(args);
    coro_t *gen;

    while (too_big - fits > 1) {
        size_t size = (fits + too_big) / 2;

        gen = coro_new_copy(returns_its_argument, args, size, &options);
        *(gen != NULL ? &fits : &too_big) = size;
        coro_free(gen);
    }
    ck_assert_uint_ge(fits, 48 * 1024);
    ck_assert_invalid(
        coro_new_copy(returns_its_argument, args, too_big, &options));
    gen = coro_new_copy(returns_its_argument, args, fits, &options);
    ck_assert_uint_ge(gen->room - fits, 512);
    coro_free(gen);
    gen = coro_new_copy(returns_its_argument, args, fits - 4096, &options);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
}
END_TEST

START_TEST(test_errno_is_left_alone_by_what_succeeds)
{
    coro_t *gen;

    errno = 4321;
    gen = make_with(NULL);
    coro_next(gen, NULL);
    coro_free(gen);
    ck_assert_int_eq(errno, 4321);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_checked_fixture(tcase, count_stacks, NULL);
    tcase_add_test(tcase, test_new_without_options_has_the_defaults);
    tcase_add_test(tcase, test_new_without_a_body_is_refused);
    tcase_add_test(tcase, test_new_of_a_good_size_works_odd_or_not);
    tcase_add_test(tcase, test_new_of_a_bad_size_is_refused);
    tcase_add_test(tcase, test_new_of_a_small_size_needs_the_flag);
    tcase_add_test(tcase,
                   test_new_of_the_tiniest_size_is_made_if_it_holds_a_context);
    tcase_add_test(tcase, test_new_with_unknown_flags_is_refused);
    tcase_add_test(tcase, test_new_with_flags_that_cannot_be_met_is_refused);
    tcase_add_test(tcase, test_new_of_a_size_gives_a_body_nearly_all_of_it);
    tcase_add_test(tcase, test_name_is_a_copy);
    tcase_add_test(tcase, test_name_not_given_is_empty);
    tcase_add_test(tcase, test_name_of_any_length_fits_or_is_refused);
    tcase_add_test(tcase, test_options_of_a_smaller_size_are_read_so_far);
    tcase_add_test(tcase,
                   test_options_of_a_greater_size_are_read_as_far_as_known);
    tcase_add_test(tcase, test_copy_of_any_size_is_aligned_writable_and_lasts);
    tcase_add_test(tcase, test_copy_of_nothing_needs_no_arguments);
    tcase_add_test(tcase, test_copy_that_cannot_be_made_is_refused);
    tcase_add_test(tcase,
                   test_copy_of_the_greatest_size_is_made_and_one_more_is_not);
    tcase_add_test(tcase, test_errno_is_left_alone_by_what_succeeds);
}

int main(void)
{
    return run_suite("create", add);
}
