/* SPDX-License-Identifier: MIT */
/* How a body is entered: on which stack, aligned how, with what. */
#include "probes.h"
#include "switch.h"

/* Bases and sizes of stacks, all odd but the first. */
static const size_t offsets[] = {0, 1, 8, 15, 16, 17, 63, 4095};

static coro_t *on_memory(coro_fn_t *body, void *arg, size_t offset)
{
    static char memory[96 * 1024];
    coro_options_t options = {.stack = memory + offset,
                              .stack_size = 64 * 1024 + 2 * offset + 1};
    coro_t *gen = coro_new(body, coro_ptr(arg), &options);

    ck_assert_ptr_nonnull(gen);
    return gen;
}

#if defined(__x86_64__)

#define MXCSR_CONTROL 0xffc0u

START_TEST(test_entry_on_any_memory_follows_the_abi)
{
    entry_t entry;
    coro_t *gen = on_memory(probe_entry, &entry, offsets[_i]);
    uint32_t mxcsr;
    uint16_t x87;

    __asm__("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(x87));
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_uint_eq((entry.sp + 8) % 16, 0);
    ck_assert_uint_eq(entry.self, (uintptr_t)gen);
    ck_assert_uint_eq(entry.machine.flags & 0x400, 0);
    ck_assert_uint_eq(entry.machine.x87[4], 0xffff);
    ck_assert_uint_eq(entry.machine.x87[0], x87);
    ck_assert_uint_eq(entry.machine.mxcsr & MXCSR_CONTROL,
                      mxcsr & MXCSR_CONTROL);
    coro_free(gen);
}
END_TEST

#elif defined(__aarch64__)

START_TEST(test_entry_on_any_memory_follows_the_abi)
{
    entry_t entry;
    coro_t *gen = on_memory(probe_entry, &entry, offsets[_i]);
    uint64_t fpcr;

    __asm__("mrs %0, fpcr" : "=r"(fpcr));
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_uint_eq(entry.sp % 16, 0);
    ck_assert_uint_eq(entry.self, (uintptr_t)gen);
    ck_assert_uint_eq(entry.machine.fpcr, fpcr);
    coro_free(gen);
}
END_TEST

#endif

/* Faults if the compiler, relying on the ABI, gets an unaligned stack. */
static NOINLINE void use_aligned_locals(int *unaligned)
{
    _Alignas(16) volatile char by16[32];
    _Alignas(32) volatile char by32[32];
    _Alignas(64) volatile char by64[64];

    for (int i = 0; i < 32; i++)
        by16[i] = by32[i] = by64[i] = (char)i;
    *unaligned += !is_aligned(by16, 16);
    *unaligned += !is_aligned(by32, 32);
    *unaligned += !is_aligned(by64, 64);
}

static int aligned_body(coro_t *self, coro_value_t arg)
{
    use_aligned_locals(arg.ptr);
    if (coro_yield(self, coro_none(), NULL) == 0)
        use_aligned_locals(arg.ptr);
    return 0;
}

START_TEST(test_locals_on_any_memory_are_aligned)
{
    int unaligned = 0;
    coro_t *gen = on_memory(aligned_body, &unaligned, offsets[_i]);

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(unaligned, 0);
    coro_free(gen);
}
END_TEST

static int inexact_body(coro_t *self, coro_value_t arg)
{
    volatile double third = 1.0 / *(volatile double *)arg.ptr;

    /* Garbage in the control words would trap here. */
    return coro_return(self, coro_real(third + (double)(long double)third));
}

START_TEST(test_floating_point_in_a_new_body_is_sane)
{
    double three = 3.0;
    coro_t *gen = new_generator(inexact_body, coro_ptr(&three));
    coro_value_t sum;

    ck_assert_int_eq(coro_next(gen, &sum), CORO_DONE);
    ck_assert_double_eq(sum.f64, 1.0 / three + 1.0 / three);
    coro_free(gen);
}
END_TEST

/* ---- Where indirect jumps land: at an endbr64, or a bti */

#if HAS_LANDING_PADS && !CORO__CHECKED

static int looking_body(coro_t *self, coro_value_t arg)
{
    int *pads = arg.ptr;

    *pads += is_landing_pad(self->root->slot.pc); /* the driver's */
    (void)coro_yield(self, coro_none(), NULL);
    *pads += is_landing_pad(self->root->slot.pc);
    return 0;
}

START_TEST(test_every_landing_is_a_landing_pad)
{
    int pads = 0;
    coro_t *gen = new_generator(looking_body, coro_ptr(&pads));

    ck_assert(is_landing_pad(gen->slot.pc)); /* the entry */
    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert(is_landing_pad(gen->slot.pc)); /* the body's */
    ck_assert_int_eq(coro_throw(gen, CORO_E_USER, coro_none(), NULL),
                     CORO_DONE);
    ck_assert(is_landing_pad(gen->slot.pc)); /* the answerer's */
    ck_assert_int_eq(pads, 2);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

START_TEST(test_every_function_begins_with_a_landing_pad)
{
    const void *const *function = probe_functions;

    for (; *function != NULL; function++)
        ck_assert(is_landing_pad(*function));
    ck_assert_int_eq(function - probe_functions, 4);
}
END_TEST

#endif

TCase *entry_case(void)
{
    TCase *tcase = tcase_create("entry");
    int count = (int)(sizeof offsets / sizeof offsets[0]);

#if HAS_PROBES
    tcase_add_loop_test(tcase, test_entry_on_any_memory_follows_the_abi, 0,
                        count);
#endif
    tcase_add_loop_test(tcase, test_locals_on_any_memory_are_aligned, 0, count);
#if HAS_LANDING_PADS && !CORO__CHECKED
    tcase_add_test(tcase, test_every_landing_is_a_landing_pad);
    tcase_add_test(tcase, test_every_function_begins_with_a_landing_pad);
#endif
    tcase_add_test(tcase, test_floating_point_in_a_new_body_is_sane);
    return tcase;
}
