/* SPDX-License-Identifier: MIT */
/* A body's life: it begins, is thrown at, ends; and the pair that leaves. */
#include "base/assert.h"
#include "generator/generator.h"
#include "generator/record.h"

/* What was thrown in with it, if nothing was set since; what was set for it;
 * what a leaked CORO_DONE carried. */
coro_value_t coro__payload(const coro_t *self, int status)
{
    if (self->thrown_status != 0 && self->thrown_status == status)
        return coro__record(self)->thrown;
    if (self->result_status == status)
        return self->result;
    return status == CORO_DONE ? coro__record(self)->leaked : coro_none();
}

coro__pair_t coro__outcome(const coro__record_t *record, int status)
{
    coro__pair_t out;

    out.value = coro__payload(&record->head, status);
    if (status == 0)
        out.status = CORO_DONE;
    else
        out.status = status < 0 ? status : CORO_E_STOP_ITERATION; /* PEP 479 */
    return out;
}

/* Called, not gone to: no context is made that it could return to, and a
 * backtrace finds whoever waits for us. */
CORO__LEAVES_FOR_EVER static _Noreturn void answer_with(coro_context_t *slot,
                                                        coro__pair_t out)
{
    coro_context_t found = *slot;

    coro__context_answer(slot, coro__answer_done, NULL);
    found.answer(found.note, out.status, out.value);
    coro__broken(__FILE__, __LINE__, "a body that has ended was answered");
}

/* For ever: to the delegator that waits for this one, or to the answerer in its
 * slot, a task's, or else to the driver. */
CORO__LEAVES_FOR_EVER static _Noreturn void leave(coro__record_t *record,
                                                  coro__pair_t out)
{
    coro_context_t *slot = &record->head.slot;

    record->phase = PHASE_ENDED;
    if (record->outer != NULL) {
        record->caller = coro__hand_back(record);
        coro__context_answer(slot, coro__answer_done, NULL);
        coro__leave(record->caller, out.status, out.value);
    }
    if (coro__context_answers(slot, out.status))
        answer_with(slot, out);
    coro__leave_behind(slot, coro__answer_done, out.status, out.value);
}

/* The body has returned `status`. */
__attribute__((noinline)) static _Noreturn void end(coro__record_t *record,
                                                    int status)
{
    coro__pair_t out = coro__outcome(record, status);

    coro__run_deferred(record, NULL);
    leave(record, out);
}

static int live(coro__record_t *record)
{
    record->phase = PHASE_LIVE;
    return record->fn(&record->head, record->arg);
}

/* With a sanitizer, which is to know. */
__attribute__((noinline)) static _Noreturn void
live_watched(coro__record_t *record)
{
    coro__arrived();
    end(record, live(record));
}

/* Has a body ended the way most do: it returned 0, nothing is deferred, and
 * its driver waits in the slot? (That of a task, or of one that is delegated
 * to, holds an answerer.) */
static bool ended_plainly(const coro__record_t *record, int status)
{
    return status == 0 && record->head.result_status == 0 &&
           record->deferred == NULL &&
           !coro__context_answers(&record->head.slot, CORO_DONE);
}

/* What most bodies need is done in place, so that no more than the record has
 * to be kept while the body runs. Hot, as GCC takes what leads to no return for
 * cold. */
__attribute__((hot)) CORO__FROM_ASSEMBLY void coro__main(coro_t *self)
{
    coro__record_t *record = coro__record(self);
    int status;

    if (CORO__UNLIKELY(coro__is_sanitized()))
        live_watched(record);
    status = live(record);
    if (CORO__UNLIKELY(!ended_plainly(record, status)))
        end(record, status);
    record->phase = PHASE_ENDED;
    coro__leave_behind(&self->slot, coro__answer_done, CORO_DONE, self->result);
}

/* An error came; the next suspension makes it forgotten, so it has to take the
 * long way. */
static int deliver(coro_t *self, int status, coro_value_t payload_in)
{
    self->thrown_status = status;
    self->room = 0;
    coro__record(self)->thrown = payload_in;
    return status;
}

int coro__resumed(coro_t *self, coro__pair_t got)
{
    if (got.status < 0)
        return deliver(self, got.status, got.value);
    self->thrown_status = 0;
    self->room = coro__record_room(coro__record(self));
    return 0;
}

int coro__refusal(const coro_t *self)
{
    const coro__record_t *record = coro__record(self);

    if (self == NULL)
        return -EINVAL;
    if (record->barred ||
        coro__above_stack_pointer(self) > coro__record_room(record))
        return CORO_E_NOT_CURRENT;
    return 0;
}

coro__pair_t coro__yield_slowly(coro_t *self, coro_value_t out)
{
    coro__pair_t got = {coro__refusal(self), coro_none()};

    if (got.status != 0)
        return got;
    got = coro__switch(&self->root->slot, 0, out);
    if (got.status >= CORO__INBOUND)
        got.status = coro__resumed(self, got);
    else
        coro__thrown(self, got.status, got.value);
    return got;
}

void coro__asked_to_close(coro__record_t *record, coro_value_t payload_in)
{
    record->closing = true;
    record->close_payload = payload_in;
}

int coro__thrown(coro_t *self, int status, coro_value_t payload_in)
{
    coro__change_anything();
    if (status == CORO_E_CLOSE)
        coro__asked_to_close(coro__record(self), payload_in);
    return deliver(self, status, payload_in);
}
