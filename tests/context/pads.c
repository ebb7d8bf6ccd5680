/* SPDX-License-Identifier: MIT */
/*
 * Landing pads, with a processor that insists on them: an indirect branch into
 * guarded code that meets none is SIGILL. The linker would guard a program, but
 * only one whose C library has pads, too; so this one guards its own code, for
 * as long as nobody calls it back who has none.
 */
#include "words.h"

#if defined(__ARM_FEATURE_BTI_DEFAULT) && CORO_CONTEXT_ASM

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef PROT_BTI
#define PROT_BTI 0x10 /* linux/mman.h */
#endif

KEEPERS(words)

/* The linker's. */
extern const char __executable_start[], etext[];

/* 0, or -1 where the kernel knows nothing of it. */
static int guard_code(int guarded)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = (uintptr_t)__executable_start / page * page;

    return mprotect((void *)start, (uintptr_t)etext - start,
                    PROT_READ | PROT_EXEC | (guarded ? PROT_BTI : 0));
}

/* A branch to where there is no pad. */
static NOINLINE void go_astray(void)
{
    __asm__ volatile("adr x9, 1f\n\t"
                     "br x9\n"
                     "1:\n\t"
                     "nop"
                     :
                     :
                     : "x9");
}

static sigjmp_buf back;

static void on_illegal(int number)
{
    siglongjmp(back, number);
}

int pads_are_heeded(void)
{
    struct sigaction action = {.sa_handler = on_illegal}, before;
    volatile int heeded = 0;

    if (guard_code(1) != 0)
        return 0;
    sigaction(SIGILL, &action, &before);
    if (sigsetjmp(back, 1) == 0)
        go_astray();
    else
        heeded = 1;
    sigaction(SIGILL, &before, NULL);
    guard_code(0);
    return heeded;
}

START_TEST(test_switches_of_every_kind_land_on_pads)
{
    ck_assert_int_eq(guard_code(1), 0);
    ck_assert_uint_eq(keep_over_all(&words_keepers), 0);
    ck_assert_uint_eq(keep_over_all(outline_words()), 0);
    ck_assert_int_eq(guard_code(0), 0);
}
END_TEST

static int body(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_yield(self, coro_int(coro_next(self, NULL)), NULL);
}

START_TEST(test_answers_of_every_kind_land_on_pads)
{
    coro_t *gen = new_generator(body, coro_none());
    coro_value_t own;

    ck_assert_int_eq(guard_code(1), 0);
    ck_assert_int_eq(coro_send(gen, coro_none(), NULL), CORO_E_NOT_STARTED);
    ck_assert_int_eq(coro_next(gen, &own), 0);
    ck_assert_int_eq(own.i64, CORO_E_RUNNING);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_int_eq(guard_code(0), 0);
}
END_TEST

TCase *pads_case(void)
{
    TCase *tcase = tcase_create("pads");

    if (pads_are_heeded()) {
        tcase_add_test(tcase, test_switches_of_every_kind_land_on_pads);
        tcase_add_test(tcase, test_answers_of_every_kind_land_on_pads);
    }
    return tcase;
}

#else

int pads_are_heeded(void)
{
    return 0;
}

TCase *pads_case(void)
{
    return tcase_create("pads");
}

#endif
