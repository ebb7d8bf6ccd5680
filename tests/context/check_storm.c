/* SPDX-License-Identifier: MIT */
/*
 * A storm of signals while operations are answered on their caller's stack: a
 * send is refused by a generator that has not started, one that has ended or
 * is lent is driven, so is one that runs. The handler is on that same stack,
 * overwrites as much of it as it may, and takes a backtrace, which must meet
 * whoever does all this and find what is in his registers, as in check_steps.c.
 * That one meets each instruction for certain; this one meets them in each
 * other's midst, at full speed.
 *
 * It lasts for a number of signals, each asked for by the one before, so that
 * a slow machine gets on between two of them.
 */
#define _GNU_SOURCE
#include "context/switch.h"
#include "interrupted.h"
#include "probes.h"
#include "run.h"
#include "switch.h"
#include "walk.h"
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#ifndef SIGNALS
#define SIGNALS 5000 /* a storm */
#endif

enum {
    SEED = 0x5eed, /* what is in the registers of whoever is in it */
    SCRIBBLED = 2048,
    ROUNDS = 100 /* at the least between two looks at the number of signals */
};

static struct {
    volatile long signals;
    long lost;  /* backtraces that ended too early, or with other registers */
    long wrong; /* answers */
} storm;

/* ---- What stands in the way of the signals */

static int yielding_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0)
        rc = coro_yield(self, coro_int(5), NULL);
    return rc;
}

static int delegating_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    while (rc == 0)
        rc = coro_yield_from(self, arg.ptr, NULL);
    return rc;
}

static int delegating_once_body(coro_t *self, coro_value_t arg)
{
    return coro_yield_from(self, arg.ptr, NULL);
}

static int returning_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

/* Drives itself, and says how that went. */
static int selfish_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0)
        rc = coro_yield(self, coro_int(coro_next(self, NULL)), NULL);
    return rc;
}

typedef struct cast {
    coro_t *fresh, *ended, *lent, *lender, *selfish;
} cast_t;

/* As a leaf function, which may keep locals below its stack pointer. */
static NOINLINE int send_from_a_leaf(coro_t *gen)
{
    volatile uint64_t zone[12];
    int wrong = 0;

    for (unsigned i = 0; i < 12; i++)
        zone[i] = i;
    wrong += coro__context_swap(&gen->slot, CORO__SEND, coro_int(6)).status !=
             CORO_E_NOT_STARTED;
    for (unsigned i = 0; i < 12; i++)
        wrong += zone[i] != i;
    return wrong;
}

/* Jumps to generators that have not started, out of one and back into it. */
static NOINLINE int delegate_anew(void)
{
    coro_t *inner = new_generator(returning_body, coro_none());
    coro_t *outer = new_generator(delegating_once_body, coro_ptr(inner));
    int wrong = coro_next(outer, NULL) != CORO_DONE;

    wrong += coro_free(outer) != 0;
    return wrong + (coro_free(inner) != 0);
}

/* Returns how many answers were wrong. */
static NOINLINE int ask_all(const cast_t *cast)
{
    coro_value_t refused = coro_int(1), done = coro_int(1), own = coro_none();
    coro_value_t lent = coro_none(), lender = coro_none();
    int wrong = send_from_a_leaf(cast->fresh);

    wrong +=
        coro_send(cast->fresh, coro_int(7), &refused) != CORO_E_NOT_STARTED ||
        refused.i64 != 0;
    wrong += coro_next(cast->ended, &done) != CORO_DONE || done.i64 != 0;
    wrong += coro_next(cast->lender, &lender) != 0 || lender.i64 != 5;
    wrong += coro_next(cast->lent, &lent) != 0 || lent.i64 != 5;
    wrong += coro_next(cast->selfish, &own) != 0 || own.i64 != CORO_E_RUNNING;
    return wrong;
}

/* The next signal, after a moment that is a little different each time. */
static void ask_for_another(void)
{
    struct itimerval moment = {.it_value.tv_usec = 3 + storm.signals % 37};

    if (storm.signals < SIGNALS)
        setitimer(ITIMER_REAL, &moment, NULL);
}

static LANDMARK void go_through_storm(void *cast)
{
    ask_for_another();
    while (storm.signals < SIGNALS)
        for (int i = 0; i < ROUNDS; i++)
            storm.wrong += ask_all(cast) + (i % 8 == 0 && delegate_anew());
    STAY;
}

/* ---- What a signal does */

/* Does a backtrace from here meet the storm; or has it been cut short at the
 * instruction that was interrupted, where the switch is blind? */
static int finds_its_way(const ucontext_t *ucontext)
{
    static const uintptr_t root[] = {(uintptr_t)go_through_storm};
    static walk_t walk;
    int frame = 0;

    /* swapcontext(3) cannot be unwound everywhere */
    if (!CORO_CONTEXT_ASM || !HAS_PROBES || !HAS_INTERRUPTED || HAS_GAPS)
        return 1;
    walk_unwinding(&walk);
    if (walk.depth > 0 &&
        walk.address[walk.depth - 1] == interrupted_at(ucontext))
        return 1;
    if (!walk_meets(&walk, root, 1))
        return 0;
    while (walk.function[frame] != root[0])
        frame++;
    return walk_finds_kept(&walk, frame + 1, SEED);
}

static NOINLINE void scribble(volatile char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)0xa5;
}

static void on_alarm(int number, siginfo_t *info, void *ucontext)
{
    char bytes[SCRIBBLED];

    (void)number;
    (void)info;
    scribble(bytes, sizeof bytes);
    storm.lost += !finds_its_way(ucontext);
    storm.signals++;
    ask_for_another();
}

static cast_t assemble(void)
{
    cast_t cast = {.fresh = new_generator(yielding_body, coro_none()),
                   .ended = new_generator(returning_body, coro_none()),
                   .lent = new_generator(yielding_body, coro_none()),
                   .selfish = new_generator(selfish_body, coro_none())};

    cast.lender = new_generator(delegating_body, coro_ptr(cast.lent));
    ck_assert_int_eq(coro_next(cast.ended, NULL), CORO_DONE);
    return cast;
}

static void dismiss(const cast_t *cast)
{
    ck_assert_int_eq(coro_state(cast->fresh), CORO_STATE_CREATED);
    ck_assert_int_eq(coro_free(cast->fresh), 0);
    ck_assert_int_eq(coro_free(cast->ended), 0);
    ck_assert_int_eq(coro_free(cast->lender), 0);
    ck_assert_int_eq(coro_free(cast->lent), 0);
    ck_assert_int_eq(coro_free(cast->selfish), 0);
}

static void set_out(void *cast)
{
#if HAS_PROBES
    machine_t after;

    probe_call(go_through_storm, cast, SEED, &after);
#else
    go_through_storm(cast);
#endif
}

static int storm_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    set_out(arg.ptr);
    return 0;
}

/* On the thread's stack, or on a generator's. */
static void weather(cast_t *cast, int in_a_body)
{
    coro_t *gen;

    if (!in_a_body) {
        set_out(cast);
        return;
    }
    gen = new_generator(storm_body, coro_ptr(cast));
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
}

START_TEST(test_signals_during_answers_do_no_harm)
{
    struct sigaction action = {.sa_sigaction = on_alarm,
                               .sa_flags = SA_SIGINFO};
    cast_t cast = assemble();

    memset(&storm, 0, sizeof storm);
    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
    weather(&cast, _i);
    ck_assert_int_eq(storm.wrong, 0);
    ck_assert_int_eq(storm.lost, 0);
    dismiss(&cast);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("storm");
    int failed;

    tcase_add_loop_test(tcase, test_signals_during_answers_do_no_harm, 0, 2);
    failed = run_cases("storm", &tcase, 1);
    if (failed == 0 && CORO_CONTEXT_ASM && HAS_GAPS)
        return not_run("backtraces, which this compiler's tables do not "
                       "cover at every instruction");
    return failed;
}
