/* SPDX-License-Identifier: MIT */
/* The end of a coroutine that does not end by itself; and freeing. */
#include "generator/generator.h"
#include "generator/record.h"
#include "stack/reuse.h"

CORO__FROM_ASSEMBLY coro__pair_t coro__answer_done(void *note, int status,
                                                   coro_value_t value)
{
    (void)note;
    (void)status;
    (void)value;
    return (coro__pair_t){CORO_DONE, coro_none()};
}

void coro__end(coro__record_t *record)
{
    record->phase = PHASE_ENDED;
    coro__context_answer(&record->head.slot, coro__answer_done, NULL);
    coro__run_deferred(record, NULL);
}

/* It delegates to nobody any more. */
static void detach(coro__record_t *record)
{
    if (record->target != NULL)
        record->target->delegators--;
    record->target = NULL;
}

/* Give a suspended body up where it is, without unwinding. */
static void discard(coro__record_t *record)
{
    if (record->inner != NULL)
        coro__cut(record->inner);
    detach(record);
    coro__end(record);
}

/* Who waits for `record` to go on: its delegator, or the coroutine that
 * drives it; its context is in the slot. */
static coro__record_t *waiting_for(const coro__record_t *record)
{
    if (record->outer != NULL)
        return record->outer;
    return coro__record(coro__at((uintptr_t)record->head.slot.sp));
}

void coro__abandon(coro_t *innermost, const coro_t *outermost)
{
    coro__record_t *record = coro__record(innermost), *next;

    for (;; record = next) {
        next = &record->head != outermost ? waiting_for(record) : NULL;
        record->outer = NULL;
        record->inner = NULL;
        coro__bar(record, false); /* it may be in a deferred function */
        detach(record);
        coro__end(record);
        if (next == NULL)
            return;
    }
}

/* Close a suspended generator for good; what goes wrong is unraisable. */
static void shut(coro__record_t *record)
{
    coro_value_t payload;
    int status = coro_close(&record->head, &payload);

    coro__bar(record, true); /* the hook might think of freeing it */
    if (status < 0)
        coro__unraisable(coro_name(&record->head), status, payload);
    if (record->phase != PHASE_ENDED)
        discard(record);
}

/* Free one that has not ended. */
__attribute__((noinline)) static int free_early(coro__record_t *record)
{
    if (record->delegators > 0 || coro__is_running(record))
        return CORO_E_RUNNING;
    if (record->phase == PHASE_LIVE)
        shut(record);
    coro__bar(record, true);
    if (record->phase == PHASE_FRESH)
        coro__end(record);
    coro__stack_put(coro__record_stack(record));
    return 0;
}

CORO__USES_POOL int coro_free(coro_t *gen)
{
    coro__record_t *record = coro__record(gen);

    if (gen == NULL)
        return 0;
    if (record->phase != PHASE_ENDED)
        return free_early(record);
    if (record->delegators > 0 || record->barred)
        return CORO_E_RUNNING;
    if (CORO__UNLIKELY(!coro__stack_keep(coro__record_stack(record))))
        coro__stack_put(coro__record_stack(record));
    return 0;
}
