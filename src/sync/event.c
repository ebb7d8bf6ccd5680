/* SPDX-License-Identifier: MIT */
/* Events. */
#include "sync/sync.h"

static const coro__wait_kind_t kind = {.name = "event",
                                       .line_at = offsetof(coro_event_t, line)};

int coro_event_set(coro_event_t *event)
{
    if (event == NULL)
        return -EINVAL;
    event->is_set = 1;
    coro__wait_wake_all(&event->line);
    return 0;
}

int coro_event_clear(coro_event_t *event)
{
    if (event == NULL)
        return -EINVAL;
    event->is_set = 0;
    return 0;
}

int coro_event_is_set(const coro_event_t *event)
{
    return event->is_set;
}

int coro_event_wait_until(coro_t *self, coro_event_t *event,
                          int64_t deadline_ns)
{
    coro__wait_t wait;
    int status;
    coro_task_t *task = coro__sync_task(self, event, &status);

    if (task == NULL)
        return status;
    if (event->is_set)
        return 0;
    status = coro__wait_in(task, &event->line, &wait, &kind, deadline_ns);
    return coro__sync_deliver(self, status);
}

int coro_event_wait(coro_t *self, coro_event_t *event)
{
    return coro_event_wait_until(self, event, CORO_NEVER);
}
