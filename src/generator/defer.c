/* SPDX-License-Identifier: MIT */
/* Deferred functions: what runs however a body ends. */
#include "generator/record.h"
#include <stdlib.h>

typedef struct coro__deferred {
    struct coro__deferred *next; /* registered before */
    void (*fn)(void *arg);
    void *arg;
} coro__deferred_t;

int coro_defer(coro_t *self, void (*fn)(void *arg), void *arg)
{
    coro__record_t *record = coro__record(self);
    coro__deferred_t *deferred;

    if (self == NULL || fn == NULL)
        return -EINVAL;
    if (record->phase != PHASE_FRESH && !coro__is_current(self))
        return CORO_E_NOT_CURRENT;
    deferred = malloc(sizeof *deferred);
    if (deferred == NULL)
        return -ENOMEM;
    deferred->fn = fn;
    deferred->arg = arg;
    deferred->next = record->deferred;
    record->deferred = deferred;
    return 0;
}

void coro__run_deferred(coro__record_t *record, coro__deferred_t *since)
{
    if (record->deferred == since)
        return;
    record->head.room = 0; /* `self` is nobody's now: nothing suspends */
    while (record->deferred != since) {
        coro__deferred_t deferred = *record->deferred;

        free(record->deferred);
        record->deferred = deferred.next;
        deferred.fn(deferred.arg);
    }
    record->head.room = coro__record_room(record);
}
