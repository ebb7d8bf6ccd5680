/* SPDX-License-Identifier: MIT */
/*
 * A signal after every single instruction of every kind of switch. Its handler
 * overwrites what lies below the red zone of the interrupted stack, where the
 * frame of a handler might have been, and takes a backtrace. That must always
 * come to an end; and it must meet whoever drives all this, find in each
 * callee-saved register what he left there, and show no frame twice. But where
 * the switch says that it is blind, the interrupted frame is the only one. On
 * x86-64, if all is compiled with landing pads, each indirect branch has met
 * one, as a processor would insist on.
 */
#define _GNU_SOURCE
#include "interrupted.h"
#include "probes.h"
#include "run.h"
#include "switch.h"
#include "walk.h"
#include "words.h"
#include <signal.h>
#include <string.h>

enum {
    RED_ZONE = 128,
    TRASHED = 1024
};

static struct {
    long steps;
    long blind;  /* backtraces that saw one frame only */
    long lost;   /* those that ended too early, or not at all */
    long wrong;  /* those with other registers, or a frame shown twice */
    long astray; /* indirect branches to where there is no landing pad */
    uintptr_t bad_at;
} seen;

static int trashing;

/* ---- What is stepped through. Bodies leave nothing in a register that a
 * backtrace could find there by luck. */

static int inner_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    for (int i = 0; i < 3 && rc == 0; i++) {
        TRASH_WORDS;
        rc = coro_yield(self, coro_int(i), NULL);
    }
    TRASH_WORDS;
    return rc == 0 ? coro_return(self, coro_int(7)) : rc;
}

static int delegating_body(coro_t *self, coro_value_t arg)
{
    TRASH_WORDS;
    return coro_yield_from(self, arg.ptr, NULL);
}

static int selfish_body(coro_t *self, coro_value_t arg)
{
    (void)arg;
    TRASH_WORDS;
    return coro_yield(self, coro_int(coro_next(self, NULL)), NULL);
}

static int catching_body(coro_t *self, coro_value_t arg)
{
    (void)arg;
    TRASH_WORDS;
    (void)coro_yield(self, coro_none(), NULL);
    return coro_yield(self, coro_none(), NULL);
}

/* A task that passes the turn on, as often as it is told. */
static int passing_body(coro_t *self, coro_value_t times)
{
    int rc = 0;

    for (int i = 0; i < times.i64; i++) {
        TRASH_WORDS;
        rc += coro_sched_yield(self);
    }
    TRASH_WORDS;
    return rc;
}

static LANDMARK int run_all_tasks(coro_sched_t *sched)
{
    int rc;

    probe_steps_on();
    rc = coro_sched_run(sched);
    probe_steps_off();
    return rc;
}

enum {
    PLAIN,
    INNER,
    OUTER,
    CUT_INNER,
    CUT_OUTER,
    SELFISH,
    CATCHING,
    GENERATORS
};

static NOINLINE void drive_all(coro_t *const *gens, int *statuses)
{
    coro_t *const *gen = gens;

    probe_steps_on();
    *statuses++ = coro_send(gen[PLAIN], coro_none(), NULL);
    for (int i = 0; i < 5; i++)
        *statuses++ = coro_next(gen[PLAIN], NULL);
    *statuses++ = coro_next(gen[OUTER], NULL);
    *statuses++ = coro_send(gen[OUTER], coro_int(1), NULL);
    *statuses++ = coro_next(gen[OUTER], NULL);
    *statuses++ = coro_next(gen[OUTER], NULL);
    *statuses++ = coro_next(gen[CUT_OUTER], NULL);
    *statuses++ = coro_next(gen[CUT_INNER], NULL);
    *statuses++ = coro_next(gen[CUT_OUTER], NULL);
    *statuses++ = coro_close(gen[CUT_OUTER], NULL);
    *statuses++ = coro_next(gen[SELFISH], NULL);
    *statuses++ = coro_next(gen[CATCHING], NULL);
    *statuses++ = coro_throw(gen[CATCHING], CORO_E_USER, coro_none(), NULL);
    *statuses++ = coro_close(gen[CATCHING], NULL);
    *statuses++ = coro_next(NULL, NULL);
    *statuses++ = coro_yield(NULL, coro_none(), NULL);
    *statuses++ = coro_yield(gen[PLAIN], coro_none(), NULL);
    probe_steps_off();
}

/* 0, but at the ends of the first two, and of what is refused. */
static const int expected[] = {
    [0] = CORO_E_NOT_STARTED,  [4] = CORO_DONE, [5] = CORO_DONE,
    [9] = CORO_DONE,           [18] = -EINVAL,  [19] = -EINVAL,
    [20] = CORO_E_NOT_CURRENT,
};
#define STATUSES (sizeof expected / sizeof expected[0])

typedef struct scene {
    coro_t *gens[GENERATORS];
    int statuses[STATUSES];
} scene_t;

/* Where every backtrace must lead: here, or to run_all_tasks. */
static uintptr_t root;

static LANDMARK void set_out(void *at)
{
    scene_t *scene = at;

    drive_all(scene->gens, scene->statuses);
    STAY;
}

/* What is in the registers of whoever calls it. */
enum {
    SEED = 0x5eed
};

#ifndef CORO__KEEPS_RBX /* which only the inlined switch has an opinion of */
#define CORO__KEEPS_RBX 0
#endif

/* How many steps of this are blind at the most: a few where assembly switches,
 * two where a body ends, and at each of the switches that are inlined, seven of
 * them in the library, one more for each instruction that only these have. */
#ifdef CORO_NO_INLINE
enum {
    INLINED = 7,
    BLIND_TURN = 5
};
#else
enum {
    INLINED = 34,
    BLIND_TURN = 2 + HAS_LANDING_PADS + 3 * CORO__KEEPS_RBX
};
#endif
enum {
    BLIND = 224 + INLINED * (1 + HAS_LANDING_PADS + 4 * CORO__KEEPS_RBX),
    BLIND_LOOP = 5, /* where it lands again, out of line */
    BLIND_TURNS = 6 * BLIND_TURN + BLIND_LOOP
};

/* ---- What looks at each step */

__attribute__((no_sanitize("address"))) static void trash(uintptr_t sp)
{
    volatile char *below = (volatile char *)sp - RED_ZONE - TRASHED;

    for (int i = 0; i < TRASHED; i++)
        below[i] = (char)0xa5;
}

/* Nothing here calls itself. */
static int shows_twice(const walk_t *walk, int frame)
{
    return frame > 0 && walk->address[frame] == walk->address[frame - 1] &&
           walk->function[frame] == walk->function[frame - 1];
}

static int is_right(const walk_t *walk)
{
    int frame = 0;

    for (; walk->function[frame] != root; frame++)
        if (shows_twice(walk, frame))
            return 0;
    return frame + 1 < walk->depth && (root != (uintptr_t)set_out ||
                                       walk_finds_kept(walk, frame + 1, SEED));
}

/* Where, is for a debugger. */
static void note_bad(long *count, uintptr_t at)
{
    *count += 1;
    seen.bad_at = at;
}

#if defined(__x86_64__) && HAS_LANDING_PADS
extern const char __executable_start[], etext[]; /* the linker's */

static int is_ours(uintptr_t at)
{
    return at >= (uintptr_t)__executable_start && at < (uintptr_t)etext;
}

/* Is this instruction an indirect jump or call that is to meet a pad? */
static int wants_pad(const unsigned char *code)
{
    if (*code == 0x3e) /* notrack */
        return 0;
    if (*code == 0xf2) /* bnd */
        code++;
    if ((*code & 0xf0) == 0x40) /* a register from r8 on */
        code++;
    return code[0] == 0xff &&
           ((code[1] >> 3 & 7) == 2 || (code[1] >> 3 & 7) == 4);
}

static void look_for_pad(uintptr_t at)
{
    static const unsigned char pad[] = {0xf3, 0x0f, 0x1e, 0xfa}; /* endbr64 */
    static uintptr_t before;

    if (seen.steps > 1 && is_ours(before) && is_ours(at) &&
        wants_pad((const unsigned char *)before) &&
        memcmp((const void *)at, pad, sizeof pad) != 0)
        note_bad(&seen.astray, at);
    before = at;
}
#else
static void look_for_pad(uintptr_t at)
{
    (void)at;
}
#endif

static void on_trap(int number, siginfo_t *info, void *ucontext)
{
    static walk_t walk;
    uintptr_t at = interrupted_at(ucontext);

    (void)number;
    (void)info;
    seen.steps++;
    look_for_pad(at);
    if (trashing)
        trash(interrupted_stack(ucontext));
    if (!CORO_CONTEXT_ASM) /* swapcontext(3) cannot be unwound everywhere */
        return;
    walk_unwinding(&walk);
    if (walk.depth > 0 && walk.address[walk.depth - 1] == at)
        seen.blind++;
    else if (!walk_meets(&walk, &root, 1))
        note_bad(&seen.lost, at);
    else if (!is_right(&walk))
        note_bad(&seen.wrong, at);
}

static int handle_traps(int flags)
{
    static char other_stack[64 * 1024];
    stack_t stack = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
    struct sigaction action = {.sa_sigaction = on_trap,
                               .sa_flags = SA_SIGINFO | flags};

    return sigaltstack(&stack, NULL) == 0 &&
           sigaction(SIGTRAP, &action, NULL) == 0;
}

static void look_for(uintptr_t function)
{
    root = function;
    memset(&seen, 0, sizeof seen);
}

static void check_seen(long steps, long blind)
{
    ck_assert_int_eq(seen.lost, 0);
    ck_assert_int_eq(seen.wrong, 0);
    ck_assert_int_eq(seen.astray, 0);
    ck_assert_int_gt(seen.steps, steps);
    if (CORO_CONTEXT_ASM)
        ck_assert_int_le(seen.blind, blind);
}

static void step_through_turns(void)
{
    /* The second begins when the first passes the turn on, and the third when
     * the second ends. */
    static const int times[] = {4, 0, 2};
    coro_sched_t *sched = coro_sched_new(NULL);

    look_for((uintptr_t)run_all_tasks);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        coro_task_release(
            coro_spawn(sched, passing_body, coro_int(times[i]), NULL));
    ck_assert_int_eq(run_all_tasks(sched), 0);
    check_seen(100, BLIND_TURNS);
    ck_assert_int_eq(coro_sched_free(sched), 0);
}

static void step_through_generators(void)
{
    scene_t scene;
    coro_t **gens = scene.gens;
    machine_t after;

    gens[PLAIN] = new_generator(inner_body, coro_none());
    gens[INNER] = new_generator(inner_body, coro_none());
    gens[OUTER] = new_generator(delegating_body, coro_ptr(gens[INNER]));
    gens[CUT_INNER] = new_generator(inner_body, coro_none());
    gens[CUT_OUTER] = new_generator(delegating_body, coro_ptr(gens[CUT_INNER]));
    gens[SELFISH] = new_generator(selfish_body, coro_none());
    gens[CATCHING] = new_generator(catching_body, coro_none());
    look_for((uintptr_t)set_out);
    probe_call(set_out, &scene, SEED, &after);
    check_seen(500, BLIND);
    for (size_t i = 0; i < STATUSES; i++)
        ck_assert_int_eq(scene.statuses[i], expected[i]);
    for (int i = GENERATORS - 1; i >= 0; i--)
        ck_assert_int_eq(coro_free(gens[i]), 0);
}

START_TEST(test_signal_on_this_stack_at_any_instruction_does_no_harm)
{
    ck_assert(handle_traps(0));
    step_through_generators();
    step_through_turns();
}
END_TEST

START_TEST(test_memory_below_the_red_zone_at_any_instruction_is_unused)
{
    trashing = 1;
    ck_assert(handle_traps(SA_ONSTACK));
    step_through_generators();
    step_through_turns();
}
END_TEST

/* Emulators and Valgrind take no notice of the trap flag. */
static int can_step(void)
{
    if (!handle_traps(0))
        return 0;
    probe_steps_on();
    probe_steps_off();
    return seen.steps > 0;
}

int main(void)
{
    TCase *tcase;

    if (!can_step())
        return not_run("the processor here does not trap single steps");
    tcase = tcase_create("steps");
    tcase_add_test(tcase,
                   test_signal_on_this_stack_at_any_instruction_does_no_harm);
    tcase_add_test(tcase,
                   test_memory_below_the_red_zone_at_any_instruction_is_unused);
    return run_cases("steps", &tcase, 1);
}
