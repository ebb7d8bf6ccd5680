/* SPDX-License-Identifier: MIT */
/* Deferred functions: what runs however a body ends. */
#include "base/personality.h"
#include "generator/generator.h"
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
    if (record->phase != PHASE_FRESH && coro__refusal(self) != 0)
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

void coro__run_deferred_since(coro__record_t *record,
                              const coro__deferred_t *since)
{
    coro__bar(record, true); /* `self` is nobody's now */
    while (record->deferred != since) {
        coro__deferred_t deferred = *record->deferred;

        free(record->deferred);
        record->deferred = deferred.next;
        deferred.fn(deferred.arg);
        CORO__STOP_EXCEPTIONS();
    }
    coro__bar(record, false);
}
