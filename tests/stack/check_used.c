/* SPDX-License-Identifier: MIT */
/* How much of a stack was used at most, and stacks that are wiped. */
#include "stack/pool.h"
#include "stack/registry.h"
#include "stack/size.h"
#include "suite.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(base, size) (void)(size)
#endif

enum {
    SIZE = 256 * 1024,
    DEEP = 100 * 1024,
    IS_OFF = CORO__POOL_LIMIT == 0,
    LOCKED = 32 * 1024, /* anybody may lock so much */
    SLACK = 24 * 1024   /* frames of a sanitizer, and the page */
};

/* Touches so many bytes below its frame, then yields. */
static int digging_body(coro_t *self, coro_value_t bytes)
{
    char *memory = __builtin_alloca(bytes.u64);

    memset(memory, 0x5a, bytes.u64);
    __asm__ volatile("" : : "r"(memory) : "memory");
    return coro_yield(self, coro_none(), NULL);
}

static coro_t *new_digger(size_t bytes, unsigned flags)
{
    coro_options_t options = {.stack_size = SIZE, .flags = flags};
    coro_t *gen = coro_new(digging_body, coro_uint(bytes), &options);

    ck_assert_ptr_nonnull(gen);
    return gen;
}

static void dig(coro_t *gen)
{
    ck_assert_int_eq(coro_next(gen, NULL), 0);
}

static void free_all(coro_t *gen)
{
    ck_assert_int_eq(coro_free(gen), 0);
}

#define ck_assert_used(gen, bytes)                         \
    do {                                                   \
        size_t used_ = coro_stack_used(gen);               \
        ck_assert_uint_ge(used_, (size_t)(bytes));         \
        ck_assert_uint_lt(used_, (size_t)(bytes) + SLACK); \
    } while (0)

START_TEST(test_used_grows_with_what_is_touched_and_stays)
{
    coro_t *gen = new_digger(DEEP, 0);

    ck_assert_used(gen, 256);
    dig(gen);
    ck_assert_used(gen, DEEP);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_used(gen, DEEP);
    free_all(gen);
}
END_TEST

START_TEST(test_used_is_whole_pages_but_for_the_colour)
{
    size_t page = coro__page_size();
    coro_t *gen = new_digger(DEEP, 0);

    dig(gen);
    ck_assert_uint_eq(((uintptr_t)gen + 256 + 64 - coro_stack_used(gen)) % page,
                      0);
    free_all(gen);
}
END_TEST

START_TEST(test_used_of_a_stack_used_whole_is_no_more_than_that)
{
    coro_t *gen = new_echo(SIZE, 0);
    char *bottom = (char *)gen - gen->room;

    *bottom = 1;
    ck_assert_uint_eq(coro_stack_used(gen), gen->room + 256 + 64);
    free_all(gen);
}
END_TEST

START_TEST(test_used_on_a_stack_from_the_pool_includes_earlier_use)
{
    coro_t *first = new_digger(DEEP, 0), *second;

    dig(first);
    free_all(first);
    second = new_digger(0, 0);
    ck_assert_ptr_eq(second, first);
    ck_assert_used(second, IS_OFF ? 256 : DEEP);
    free_all(second);
}
END_TEST

START_TEST(test_used_on_a_wiped_stack_begins_anew)
{
    coro_t *first = new_digger(DEEP, 0), *second;

    dig(first);
    free_all(first);
    second = new_digger(DEEP / 2, CORO_STACK_WIPED);
    ck_assert_ptr_eq(second, first);
    ck_assert_used(second, 256);
    dig(second);
    ck_assert_used(second, DEEP / 2);
    free_all(second);
}
END_TEST

START_TEST(test_used_of_memory_of_the_callers_is_what_is_resident)
{
    char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    coro_options_t options = {.stack = memory + 64, .stack_size = SIZE - 64};
    coro_t *gen;

    madvise(memory, SIZE, MADV_NOHUGEPAGE);
    gen = coro_new(digging_body, coro_uint(DEEP), &options);
    dig(gen);
    ck_assert_used(gen, DEEP);
    memory[0] = 1;
    ck_assert_uint_eq(coro_stack_used(gen), SIZE - 64);
    free_all(gen);
    munmap(memory, SIZE);
}
END_TEST

/* Is any byte in [from, to) not zero? It may be in the pool, and so out of
 * bounds to checkers. */
__attribute__((no_sanitize("address"))) static int
has_leavings(const char *from, const char *to)
{
    (void)VALGRIND_MAKE_MEM_DEFINED(from, (size_t)(to - from));
    while (from < to && *from == 0)
        from++;
    return from < to;
}

/* Make, dig, free; the stack's lowest byte and its record's. */
static void leave(unsigned flags, char **bottom, char **record)
{
    coro_t *gen = new_digger(DEEP, flags);

    *bottom = (char *)gen - gen->room;
    *record = (char *)gen;
    dig(gen);
    free_all(gen);
}

/* So much that the kernel is asked more than once. */
START_TEST(test_used_of_a_big_stack_is_what_is_touched)
{
    coro_options_t options = {.stack_size = (size_t)8 << 20};
    coro_t *gen = coro_new(digging_body, coro_uint(DEEP), &options);

    dig(gen);
    ck_assert_used(gen, DEEP);
    free_all(gen);
}
END_TEST

static enum {
    TELLS,
    DOES_NOT_TELL,
    HAS_NOTHING
} kernel; /* of its pages */

int __real_mincore(void *at, size_t size, unsigned char *is_resident);
int __wrap_mincore(void *at, size_t size, unsigned char *is_resident);

int __wrap_mincore(void *at, size_t size, unsigned char *is_resident)
{
    int rc = __real_mincore(at, size, is_resident);

    if (kernel == HAS_NOTHING)
        memset(is_resident, 0, size / coro__page_size());
    if (kernel != DOES_NOT_TELL)
        return rc;
    errno = ENOSYS;
    return -1;
}

START_TEST(test_used_is_nothing_if_the_kernel_does_not_tell)
{
    static char memory[SIZE]; /* which does not end with a page */
    coro_options_t options = {.stack = memory + 64, .stack_size = SIZE - 128};
    coro_t *gen = coro_new(digging_body, coro_uint(DEEP), &options);

    dig(gen);
    kernel = DOES_NOT_TELL;
    ck_assert_uint_eq(coro_stack_used(gen), 0);
    kernel = HAS_NOTHING; /* swapped out */
    ck_assert_uint_eq(coro_stack_used(gen), 0);
    kernel = TELLS;
    ck_assert_uint_ge(coro_stack_used(gen), DEEP);
    free_all(gen);
}
END_TEST

START_TEST(test_wiped_stack_is_zero_in_the_pool)
{
    char *bottom, *record;

    leave(0, &bottom, &record);
    ck_assert_int_eq(has_leavings(bottom, record), !IS_OFF);
    leave(CORO_STACK_WIPED, &bottom, &record);
    ck_assert(!has_leavings(bottom, record + sizeof(coro_t)));
}
END_TEST

START_TEST(test_wiped_stack_goes_to_the_pool_for_everybody)
{
    const coro__stack_t *stack;
    unsigned usual;
    char *bottom, *record;
    coro_t *gen = new_digger(DEEP, 0);

    stack = coro__stack_find((uintptr_t)gen);
    usual = stack->kind;
    free_all(gen);
    leave(CORO_STACK_WIPED, &bottom, &record);
    gen = new_digger(DEEP, 0);
    ck_assert_ptr_eq((char *)gen, record);
    ck_assert_uint_eq(stack->kind, usual); /* the short way to the pool */
    ck_assert_uint_eq(stack->looked_after, 0);
    dig(gen);
    free_all(gen);
    ck_assert_int_eq(has_leavings(bottom, record), !IS_OFF);
}
END_TEST

START_TEST(test_wiped_stack_in_locked_memory_is_zero_too)
{
    char *bottom, *record;
    coro_t *gen = new_digger(DEEP, CORO_STACK_WIPED);

    bottom = (char *)gen - gen->room;
    record = (char *)gen;
    dig(gen);
    ck_assert_int_eq(mlock(record - LOCKED, LOCKED), 0);
    free_all(gen);
    ck_assert(!has_leavings(bottom, record));
    munlock(record - LOCKED, LOCKED);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("used");

    tcase_add_test(tcase, test_used_grows_with_what_is_touched_and_stays);
    tcase_add_test(tcase, test_used_is_whole_pages_but_for_the_colour);
    tcase_add_test(tcase, test_used_of_a_stack_used_whole_is_no_more_than_that);
    tcase_add_test(tcase,
                   test_used_on_a_stack_from_the_pool_includes_earlier_use);
    tcase_add_test(tcase, test_used_on_a_wiped_stack_begins_anew);
    tcase_add_test(tcase,
                   test_used_of_memory_of_the_callers_is_what_is_resident);
    tcase_add_test(tcase, test_used_of_a_big_stack_is_what_is_touched);
    tcase_add_test(tcase, test_used_is_nothing_if_the_kernel_does_not_tell);
    tcase_add_test(tcase, test_wiped_stack_is_zero_in_the_pool);
    tcase_add_test(tcase, test_wiped_stack_goes_to_the_pool_for_everybody);
    tcase_add_test(tcase, test_wiped_stack_in_locked_memory_is_zero_too);
    return run_case("used", tcase);
}
