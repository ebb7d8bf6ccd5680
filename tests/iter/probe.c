/* SPDX-License-Identifier: MIT */
/* See probe.h. */
#include "probe.h"

#include "trace.h"

#include <inttypes.h>

static int alive;

typedef struct probe {
    const char *name;
    int64_t count;
    int status;
} probe_t;

static int probe_body(coro_t *self, coro_value_t arg)
{
    const probe_t *p = arg.ptr;

    for (int64_t i = 0; i < p->count; i++) {
        int rc;

        trace("%s%" PRId64, p->name, i);
        rc = coro_yield(self, coro_int(i), NULL);
        if (rc == CORO_E_CLOSE)
            trace("%s:closed", p->name);
        if (rc != 0)
            return rc;
    }
    trace("%s-", p->name);
    if (p->status < 0)
        return coro_fail(self, p->status, coro_int(p->count));
    return coro_return(self, coro_int(p->count));
}

static void tell_freed(void *name)
{
    trace("%s:freed", (const char *)name);
    alive--;
}

coro_t *probe_ending(const char *name, int64_t count, int status)
{
    const probe_t p = {name, count, status};
    coro_t *gen = coro_new_copy(probe_body, &p, sizeof(p), NULL);

    if (gen != NULL && coro_defer(gen, tell_freed, (void *)name) != 0) {
        coro_free(gen);
        errno = ENOMEM;
        return NULL;
    }
    alive += gen != NULL;
    return gen;
}

int probes_alive(void)
{
    return alive;
}

coro_t *probe(const char *name, int64_t count)
{
    return probe_ending(name, count, 0);
}

coro_t *probe_endless(const char *name)
{
    return probe_ending(name, INT64_MAX, 0);
}

int trace_items(coro_t *gen, int64_t most)
{
    coro_value_t value;
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < most; i++) {
        rc = coro_next(gen, &value);
        if (rc == 0)
            trace("=%" PRId64, value.i64);
    }
    if (rc == CORO_DONE)
        trace("done");
    else if (rc != 0)
        trace("error:%d/%" PRId64, rc, value.i64);
    return rc;
}

void trace_all(coro_t *gen)
{
    trace_items(gen, INT64_MAX);
    coro_free(gen);
}
