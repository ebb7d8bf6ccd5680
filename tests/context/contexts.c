/* SPDX-License-Identifier: MIT */
/*
 * Contexts without generators around them. Those that answer do so on the stack
 * of whoever comes: they must neither touch his red zone nor rely on how he has
 * aligned his stack. And a jump keeps what the ABI wants kept.
 */
#include "context/switch.h"
#include "probes.h"
#include "switch.h"
#include "walk.h"
#include "words.h"

typedef struct asked {
    void *note;
    int status;
    coro_value_t value;
    int unaligned;
} asked_t;

static NOINLINE void scribble(asked_t *asked)
{
    _Alignas(16) volatile char below[512];

    for (size_t i = 0; i < sizeof below; i++)
        below[i] = (char)0xff;
    asked->unaligned |= !is_aligned(below, 16);
}

static coro__pair_t answer(void *note, int status, coro_value_t value)
{
    asked_t *asked = note;

    asked->note = note;
    asked->status = status;
    asked->value = value;
    scribble(asked);
    return (coro__pair_t){-7, coro_int(8)};
}

/* A leaf function: its locals may lie below the stack pointer. */
static NOINLINE int keep_red_zone(coro_context_t *slot, int status,
                                  coro__pair_t *got)
{
    volatile uint64_t zone[12];
    int changed = 0;

    for (unsigned i = 0; i < 12; i++)
        zone[i] = i;
    *got = coro__context_swap(slot, status, coro_int(6));
    for (unsigned i = 0; i < 12; i++)
        changed += zone[i] != i;
    return changed;
}

START_TEST(test_answerer_asked_twice_answers_twice)
{
    coro_context_t slot;
    coro__pair_t got;
    asked_t asked = {0};

    coro__context_answer(&slot, answer, &asked);
    for (int status = 5; status < 7; status++) {
        ck_assert_int_eq(keep_red_zone(&slot, status, &got), 0);
        ck_assert_int_eq(got.status, -7);
        ck_assert_int_eq(got.value.i64, 8);
        ck_assert_ptr_eq(asked.note, &asked);
        ck_assert_int_eq(asked.status, status);
        ck_assert_int_eq(asked.value.i64, 6);
        ck_assert_int_eq(asked.unaligned, 0);
    }
}
END_TEST

START_TEST(test_fresh_sent_to_refuses_and_stays_fresh)
{
    _Alignas(64) static char stack[16 * 1024], self[256];
    coro__bounds_t bounds = {.bottom = stack, .size = sizeof stack};
    coro_context_t slot;
    coro__pair_t got;

    coro__context_fresh(&slot, (struct coro *)(void *)self,
                        stack + sizeof stack, &bounds);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(keep_red_zone(&slot, CORO__SEND, &got), 0);
        ck_assert_int_eq(got.status, CORO_E_NOT_STARTED);
        ck_assert_int_eq(got.value.i64, 0);
        ck_assert_int_eq(coro__context_answers(&slot, CORO__SEND), 1);
        ck_assert_int_eq(coro__context_answers(&slot, CORO__NEXT), 0);
    }
}
END_TEST

#if HAS_PROBES

/* What coro_next does, by a jump. */
static NOINLINE void jump(void *gen)
{
    coro_t *target = gen;
    coro_context_t next = target->slot;

    (void)coro__jump(&target->slot, &next, CORO__NEXT, coro_none());
}

static int yielding_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0) {
        if (HAS_LANDING_PADS) /* where the jump parked */
            ck_assert(is_landing_pad(self->slot.pc));
        TRASH_WORDS;
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

START_TEST(test_jump_keeps_callee_saved_registers)
{
    coro_t *gen = new_generator(yielding_body, coro_none());
    machine_t after;

    for (int i = 0; i < 2; i++) {
        probe_call(jump, gen, 0x3000, &after);
        ck_assert(probe_finds_kept(&after, 0x3000));
    }
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

#if defined(KEEPS_FRAME_POINTERS) && CORO_CONTEXT_ASM

static LANDMARK void drive(coro_t *gen)
{
    jump(gen);
    STAY;
}

static int walking_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    walk_frame_pointers(arg.ptr, (uintptr_t)drive);
    return 0;
}

START_TEST(test_frame_pointers_in_a_body_lead_to_who_jumped)
{
    static const uintptr_t root[] = {(uintptr_t)drive};
    static walk_t frames;
    coro_t *gen = new_generator(walking_body, coro_ptr(&frames));

    drive(gen);
    ck_assert_int_eq(walk_meets(&frames, root, 1), 1);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

#endif

#endif /* HAS_PROBES */

TCase *contexts_case(void)
{
    TCase *tcase = tcase_create("contexts");

    tcase_add_test(tcase, test_answerer_asked_twice_answers_twice);
    tcase_add_test(tcase, test_fresh_sent_to_refuses_and_stays_fresh);
#if HAS_PROBES
    tcase_add_test(tcase, test_jump_keeps_callee_saved_registers);
#if defined(KEEPS_FRAME_POINTERS) && CORO_CONTEXT_ASM
    tcase_add_test(tcase, test_frame_pointers_in_a_body_lead_to_who_jumped);
#endif
#endif
    return tcase;
}
