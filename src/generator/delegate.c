/* SPDX-License-Identifier: MIT */
/* Delegation: yield from (PEP 380), and a call of a body on this stack. */
#include "base/personality.h"
#include "generator/generator.h"
#include "generator/record.h"

/* One resumption of `inner` on behalf of `self`, as PEP 380 has it: `in` is
 * what self's driver sent or threw. True: the delegation is over, `*in` is
 * its outcome. */
static bool delegate(coro__record_t *self, coro__record_t *inner,
                     coro__pair_t *in)
{
    coro_value_t value;
    int status;

    if (coro__settle(inner) != 0) {
        *in = (coro__pair_t){CORO_E_RUNNING, coro_none()};
        return true;
    }
    if (in->status == CORO_E_CLOSE) {
        coro__asked_to_close(self, in->value);
        status = coro_close(&inner->head, &value);
        if (status < 0)
            *in = (coro__pair_t){status, value};
        return true;
    }
    if (inner->phase == PHASE_ENDED) {
        /* A thrown error comes back; a value finds nobody. */
        if (in->status >= CORO__INBOUND)
            *in = (coro__pair_t){CORO_DONE, coro_none()};
        return true;
    }
    *in = coro__lend(self, inner, *in);
    return !self->cut;
}

/* What a delegation gives the body: the pair, as a status and a result. */
static int conclude(coro_t *self, coro__pair_t outcome, coro_value_t *result)
{
    if (result != NULL)
        *result = outcome.value;
    return coro__resumed(self, outcome);
}

static int refuse(int status, coro_value_t *result)
{
    return coro__give((coro__pair_t){status, coro_none()}, result);
}

int coro_yield_from(coro_t *self, coro_t *inner, coro_value_t *result)
{
    coro__record_t *record = coro__record(self);
    coro__pair_t in = {CORO__NEXT, coro_none()};

    if (coro__refusal(self) != 0)
        return refuse(coro__refusal(self), result);
    if (inner == NULL)
        return refuse(-EINVAL, result);
    record->target = coro__record(inner);
    record->target->delegators++;
    while (!delegate(record, record->target, &in))
        ;
    record->target->delegators--;
    record->target = NULL;
    return conclude(self, in, result);
}

/* What a body has set and been given so far, put aside while another one has
 * the stack. */
typedef struct aside {
    coro_value_t result, thrown, leaked;
    int result_status, thrown_status;
    size_t room; /* goes with thrown_status */
    bool closing;
    struct coro__deferred *deferred;
} aside_t;

static aside_t put_aside(coro__record_t *record)
{
    const coro_t *head = &record->head;
    aside_t aside = {head->result,        record->thrown,      record->leaked,
                     head->result_status, head->thrown_status, head->room,
                     record->closing,     record->deferred};

    coro__leave_with(&record->head, 0, coro_none());
    record->leaked = coro_none();
    record->closing = false;
    return aside;
}

static void take_up(coro__record_t *record, const aside_t *aside)
{
    coro__leave_with(&record->head, aside->result_status, aside->result);
    record->head.thrown_status = aside->thrown_status;
    record->head.room = aside->room;
    record->thrown = aside->thrown;
    record->leaked = aside->leaked;
    record->closing |= aside->closing;
}

int coro_call(coro_t *self, coro_fn_t *fn, coro_value_t arg,
              coro_value_t *result)
{
    coro__record_t *record = coro__record(self);
    coro__pair_t out;
    aside_t aside;

    if (coro__refusal(self) != 0)
        return refuse(coro__refusal(self), result);
    if (fn == NULL)
        return refuse(-EINVAL, result);
    aside = put_aside(record);
    out = coro__outcome(record, fn(self, arg));
    CORO__STOP_EXCEPTIONS();
    coro__run_deferred(record, aside.deferred);
    /* Asked to close, it returned: the caller is still asked. */
    if (record->closing && out.status == CORO_DONE)
        out = (coro__pair_t){CORO_E_CLOSE, record->close_payload};
    take_up(record, &aside);
    if (out.status == CORO_DONE)
        return coro__give((coro__pair_t){0, out.value}, result);
    return conclude(self, out, result);
}
