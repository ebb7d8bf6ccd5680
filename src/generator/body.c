/* SPDX-License-Identifier: MIT */
/* A body's life: it begins, is thrown at, ends; and the pair that leaves. */
#include "generator/generator.h"
#include "generator/record.h"

/* The value that leaves with a status: what was thrown in with it, if nothing
 * was set since; what was set for it; what a leaked CORO_DONE carried. */
static coro_value_t payload(const coro__record_t *record, int status)
{
    const coro_t *head = &record->head;

    if (head->thrown_status != 0 && head->thrown_status == status)
        return record->thrown;
    if (head->result_status == status)
        return head->result;
    return status == CORO_DONE ? record->leaked : coro_none();
}

coro__pair_t coro__outcome(const coro__record_t *record, int status)
{
    coro__pair_t out;

    out.value = payload(record, status);
    if (status == 0)
        out.status = CORO_DONE;
    else
        out.status = status < 0 ? status : CORO_E_STOP_ITERATION; /* PEP 479 */
    return out;
}

/* Leave the slot to an answerer; who waits there, or waits for a delegation to
 * end, moves to *next. Hot, since GCC takes what leads to no return for cold, and
 * would copy by `rep movs`, slowly. */
__attribute__((noinline, hot)) static void vacate(coro__record_t *record,
                                                  coro_context_t *next)
{
    *next = record->outer != NULL ? coro__hand_back(record) : record->head.slot;
    record->caller = next; /* until we have left, a backtrace may be taken */
    coro__answer_done(record);
}

void coro__main(coro_t *self)
{
    coro__record_t *record = coro__record(self);
    coro_context_t next;
    coro__pair_t out;

    coro__arrived();
    record->phase = PHASE_LIVE;
    out = coro__outcome(record, record->fn(self, record->arg));
    coro__run_deferred(record, NULL);
    vacate(record, &next);
    coro__leave(&next, out.status, out.value);
}

int coro__delivered(coro_t *self, int status, coro_value_t payload_in)
{
    self->thrown_status = status;
    coro__record(self)->thrown = payload_in;
    return status;
}

void coro__asked_to_close(coro__record_t *record, coro_value_t payload_in)
{
    record->closing = true;
    record->close_payload = payload_in;
}

int coro__thrown(coro_t *self, int status, coro_value_t payload_in)
{
    coro__opaque();
    if (status == CORO_E_CLOSE)
        coro__asked_to_close(coro__record(self), payload_in);
    return coro__delivered(self, status, payload_in);
}
