/* SPDX-License-Identifier: MIT */
/*
 * Chains of delegation: lending a slot, cutting a link, telling who runs.
 * docs/design.md draws a chain before and after each.
 */
#include "generator/generator.h"
#include "generator/record.h"

static coro__record_t *root_of(const coro__record_t *record)
{
    while (record->outer != NULL)
        record = record->outer;
    return (coro__record_t *)record;
}

/* The context in the root's slot lies on the leaf's stack just when the chain
 * is suspended; otherwise it is the driver's, or a task's answerer. */
bool coro__is_running(const coro__record_t *record)
{
    const coro__record_t *root = root_of(record);
    const coro__record_t *leaf = root->leaf;

    return record->barred || (root->phase == PHASE_LIVE &&
                              (uintptr_t)leaf - (uintptr_t)root->head.slot.sp >
                                  coro__record_room(leaf));
}

int coro__settle(coro__record_t *record)
{
    if (coro__is_running(record))
        return CORO_E_RUNNING;
    if (record->outer != NULL)
        coro__cut(record);
    return 0;
}

/* Somebody drives a generator that has lent its place in a chain directly, not
 * through the chain. */
CORO__FROM_ASSEMBLY static coro__pair_t answer_lent(void *note, int status,
                                                    coro_value_t value)
{
    coro__record_t *record = note;

    if (coro__settle(record) != 0)
        return (coro__pair_t){CORO_E_RUNNING, coro_none()};
    return coro__resume_pair(&record->head, status, value);
}

coro__pair_t coro__lend(coro__record_t *outer, coro__record_t *inner,
                        coro__pair_t in)
{
    coro__record_t *root = coro__record(outer->head.root);
    coro_context_t next = inner->head.slot;

    coro__context_answer(&inner->head.slot, answer_lent, inner);
    inner->outer = outer;
    inner->caller = &outer->delegating;
    inner->leaf->head.root = &root->head;
    outer->inner = inner;
    outer->cut = false;
    root->leaf = inner->leaf;
    return coro__jump(&outer->delegating, &next, in.status, in.value);
}

/* Before: root ... outer -> inner ... leaf     After: root ... outer
 *                                                     inner ... leaf   */
void coro__cut(coro__record_t *inner)
{
    coro__record_t *outer = inner->outer, *root = root_of(outer);

    inner->head.slot = root->head.slot;
    inner->leaf = root->leaf;
    inner->leaf->head.root = &inner->head;
    inner->caller = &inner->head.slot;
    inner->outer = NULL;
    outer->inner = NULL;
    outer->cut = true;
    outer->head.root = &root->head;
    root->leaf = outer;
    root->head.slot = outer->delegating;
}

coro_context_t *coro__hand_back(coro__record_t *inner)
{
    coro__record_t *outer = inner->outer;
    coro__record_t *root = coro__record(inner->head.root);

    inner->outer = NULL;
    outer->inner = NULL;
    outer->head.root = &root->head;
    root->leaf = outer;
    return &outer->delegating;
}

int coro__adopt(coro_t *gen, coro__answer_fn_t *answer, void *note,
                coro_context_t *parked, coro_context_t *caller)
{
    coro__record_t *record = coro__record(gen);

    if (record->delegators > 0 || coro__is_running(record))
        return CORO_E_RUNNING;
    *parked = gen->slot;
    coro__context_answer(&gen->slot, answer, note);
    record->caller = caller;
    record->phase = PHASE_LIVE; /* as all others see it: it is the task's */
    return 0;
}

int coro__is_delegated_to(const coro_t *gen)
{
    return coro__record(gen)->delegators > 0;
}

static int cancelled_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return -ECANCELED;
}

/* What it was to run is kept where nothing can have leaked yet. */
void coro__never_start(coro_t *gen)
{
    coro__record_t *record = coro__record(gen);

    if (record->fn == cancelled_body)
        return;
    record->leaked.u64 = (uintptr_t)record->fn;
    record->fn = cancelled_body;
}

void coro__start_after_all(coro_t *gen)
{
    coro__record_t *record = coro__record(gen);

    record->fn = (coro_fn_t *)(uintptr_t)record->leaked.u64;
    record->leaked = coro_none();
}
