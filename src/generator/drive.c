/* SPDX-License-Identifier: MIT */
/*
 * The driver's side, as far as it is not inlined: what comes back from a
 * resumption that is no yield, throw, close, state.
 */
#include "generator/generator.h"
#include "generator/record.h"

static coro__pair_t paired(int status, coro_value_t value)
{
    return (coro__pair_t){status, value};
}

void (*volatile coro__opaque)(void);

/* A body that drives a generator to its end and returns that CORO_DONE has
 * leaked it; what it carried goes with CORO_E_STOP_ITERATION. */
static void note_leak(coro_value_t value)
{
    coro__record_t *self =
        coro__record_at((uintptr_t)__builtin_frame_address(0));

    if (self != NULL)
        self->leaked = value;
}

/* Somebody drove gen while it runs, and so landed with its driver, who is us:
 * send him back. */
static coro__pair_t send_back(coro_t *gen)
{
    coro__pair_t got;

    do
        got =
            coro__context_swap_checked(&gen->slot, CORO_E_RUNNING, coro_none());
    while (got.status >= CORO__INBOUND);
    return got;
}

/* In a function of its own, so that the usual case needs no frame. */
__attribute__((noinline)) static coro__pair_t
land_slowly(coro_t *gen, int status, coro_value_t value)
{
    coro__pair_t got = {status, value};

    coro__change_anything();
    if (status >= CORO__INBOUND)
        got = send_back(gen);
    if (got.status == CORO_DONE)
        note_leak(got.value);
    return got;
}

coro__pair_t coro__landed(coro_t *gen, int status, coro_value_t value)
{
    /* A generator has ended, and its driver is no coroutine. */
    if (CORO__LIKELY(
            status == CORO_DONE &&
            !coro__may_be_stack((uintptr_t)__builtin_frame_address(0))))
        return (coro__pair_t){status, value};
    return land_slowly(gen, status, value);
}

/* Throw at a generator that is neither running nor lent. */
static coro__pair_t throw_settled(coro__record_t *record, int status,
                                  coro_value_t payload)
{
    if (record->phase == PHASE_FRESH)
        coro__end(record);
    if (record->phase == PHASE_ENDED) {
        if (status == CORO_DONE)
            note_leak(payload);
        return paired(status, payload);
    }
    /* A close never rides a lent slot: each level closes its inner one. */
    if (status == CORO_E_CLOSE && record->inner != NULL)
        coro__cut(record->inner);
    return coro__resume_pair(&record->head, status, payload);
}

static coro__pair_t throw_at(coro_t *gen, int status, coro_value_t payload)
{
    if (gen == NULL || (status >= 0 && status != CORO_DONE))
        return paired(-EINVAL, coro_none());
    if (coro__settle(coro__record(gen)) != 0)
        return paired(CORO_E_RUNNING, coro_none());
    return throw_settled(coro__record(gen), status, payload);
}

int coro_throw(coro_t *gen, int status, coro_value_t payload, coro_value_t *out)
{
    return coro__give(throw_at(gen, status, payload), out);
}

/* How a generator took CORO_E_CLOSE, as coro_close answers it. */
static coro__pair_t as_closed(coro__pair_t got)
{
    if (got.status == 0)
        return paired(CORO_E_IGNORED_CLOSE, coro_none());
    if (got.status == CORO_E_CLOSE)
        return paired(0, coro_none());
    return paired(got.status == CORO_DONE ? 0 : got.status, got.value);
}

int coro_close(coro_t *gen, coro_value_t *out)
{
    return coro__give(as_closed(throw_at(gen, CORO_E_CLOSE, coro_none())), out);
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
