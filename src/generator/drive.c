/* SPDX-License-Identifier: MIT */
/*
 * The driver's side, as far as it is not inlined: what comes back from a
 * resumption that is no yield, throw, close, state.
 */
#include "generator/generator.h"
#include "generator/record.h"

static int answered(coro_value_t *out, int status, coro_value_t value)
{
    if (out != NULL)
        *out = value;
    return status;
}

int coro__no_generator(coro_value_t *out)
{
    return answered(out, -EINVAL, coro_none());
}

int coro__not_current(const coro_t *self, coro_value_t *out)
{
    return answered(out, self != NULL ? CORO_E_NOT_CURRENT : -EINVAL,
                    coro_none());
}

static void nothing(void)
{
}
void (*volatile coro__opaque)(void) = nothing;

/* A body that drives a generator to its end and returns that CORO_DONE has
 * leaked it; what it carried goes with CORO_E_STOP_ITERATION. */
static void note_leak(coro_value_t value)
{
    coro_t *self = coro_self();

    if (self != NULL)
        coro__record(self)->leaked = value;
}

coro__pair_t coro__landed(coro_t *gen, int status, coro_value_t value)
{
    coro__pair_t got = {status, value};

    coro__opaque();
    /* Somebody drove gen while it runs, and so landed with its driver, who is
     * us: send him back. */
    while (got.status >= CORO__INBOUND)
        got =
            coro__context_swap_checked(&gen->slot, CORO_E_RUNNING, coro_none());
    if (got.status == CORO_DONE)
        note_leak(got.value);
    return got;
}

/* Throw at a generator that is neither running nor lent. */
static int throw_settled(coro__record_t *record, int status,
                         coro_value_t payload, coro_value_t *out)
{
    if (record->phase == PHASE_FRESH)
        coro__end(record);
    if (record->phase == PHASE_ENDED) {
        if (status == CORO_DONE)
            note_leak(payload);
        return answered(out, status, payload);
    }
    /* A close never rides a lent slot: each level closes its inner one. */
    if (status == CORO_E_CLOSE && record->inner != NULL)
        coro__cut(record->inner);
    return coro__resume(&record->head, status, payload, out);
}

int coro_throw(coro_t *gen, int status, coro_value_t payload, coro_value_t *out)
{
    if (gen == NULL || (status >= 0 && status != CORO_DONE))
        return answered(out, -EINVAL, coro_none());
    if (coro__settle(coro__record(gen)) != 0)
        return answered(out, CORO_E_RUNNING, coro_none());
    return throw_settled(coro__record(gen), status, payload, out);
}

int coro_close(coro_t *gen, coro_value_t *out)
{
    coro_value_t value;
    int status;

    if (gen == NULL)
        return answered(out, -EINVAL, coro_none());
    if (coro__settle(coro__record(gen)) != 0)
        return answered(out, CORO_E_RUNNING, coro_none());
    status =
        throw_settled(coro__record(gen), CORO_E_CLOSE, coro_none(), &value);
    if (status == 0)
        return answered(out, CORO_E_IGNORED_CLOSE, coro_none());
    if (status == CORO_E_CLOSE)
        return answered(out, 0, coro_none());
    return answered(out, status == CORO_DONE ? 0 : status, value);
}

coro_state_t coro_state(const coro_t *gen)
{
    const coro__record_t *record = coro__record(gen);

    if (record->phase == PHASE_FRESH)
        return CORO_STATE_CREATED;
    if (record->phase == PHASE_ENDED)
        return CORO_STATE_CLOSED;
    return coro__is_running(record) ? CORO_STATE_RUNNING : CORO_STATE_SUSPENDED;
}

const char *coro_state_name(coro_state_t state)
{
    static const char *const names[] = {"created", "running", "suspended",
                                        "closed"};

    return names[state];
}
