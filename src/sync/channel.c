/* SPDX-License-Identifier: MIT */
/*
 * Channels: a value goes straight from the sender to the receiver, whichever
 * of them was there first. From that moment both calls have succeeded: a
 * request to stop that comes before the other one has run is told later, so
 * that neither side is ever in doubt.
 */
#include "sync/sync.h"

/* Wait for the other side. 0: values have changed hands. */
static int meet(coro_task_t *task, coro__line_t *line, coro__wait_t *wait,
                int64_t deadline_ns)
{
    int status;

    wait->late = -ETIMEDOUT;
    coro__line_join(line, &wait->place);
    status = coro__wait_park(task, wait, CORO_TASK_WAITING, deadline_ns);
    if (status == 0 && task->cancel_due)
        coro__task_tell(task); /* where it waits next */
    else if (status != 0 && coro__wait_told(task))
        status = -ECANCELED;
    return status;
}

int coro_channel_try_send(coro_channel_t *channel, coro_value_t value)
{
    coro__place_t *place;

    if (channel == NULL)
        return -EINVAL;
    if (channel->is_closed)
        return CORO_E_SHUTDOWN;
    place = coro__line_take(&channel->receivers);
    if (place == NULL)
        return -EAGAIN;
    coro__wait_at(place)->value = value;
    coro__wait_wake(coro__wait_at(place));
    return 0;
}

int coro_channel_send_until(coro_t *self, coro_channel_t *channel,
                            coro_value_t value, int64_t deadline_ns)
{
    coro__wait_t wait = {.value = value};
    int status;
    coro_task_t *task = coro__sync_task(self, channel, &status);

    if (task == NULL)
        return status;
    status = coro_channel_try_send(channel, value);
    if (status != -EAGAIN)
        return status;
    status = meet(task, &channel->senders, &wait, deadline_ns);
    return coro__sync_deliver(self, status);
}

int coro_channel_send(coro_t *self, coro_channel_t *channel, coro_value_t value)
{
    return coro_channel_send_until(self, channel, value, CORO_NEVER);
}

int coro_channel_try_receive(coro_channel_t *channel, coro_value_t *out)
{
    coro__place_t *place;

    if (out != NULL)
        *out = coro_none();
    if (channel == NULL)
        return -EINVAL;
    if (channel->is_closed)
        return CORO_E_SHUTDOWN;
    place = coro__line_take(&channel->senders);
    if (place == NULL)
        return -EAGAIN;
    if (out != NULL)
        *out = coro__wait_at(place)->value;
    coro__wait_wake(coro__wait_at(place));
    return 0;
}

int coro_channel_receive_until(coro_t *self, coro_channel_t *channel,
                               int64_t deadline_ns, coro_value_t *out)
{
    coro__wait_t wait = {.value = coro_none()};
    int status;
    coro_task_t *task = coro__sync_task(self, channel, &status);

    if (out != NULL)
        *out = coro_none();
    if (task == NULL)
        return status;
    status = coro_channel_try_receive(channel, out);
    if (status != -EAGAIN)
        return status;
    status = meet(task, &channel->receivers, &wait, deadline_ns);
    if (out != NULL)
        *out = wait.value;
    return coro__sync_deliver(self, status);
}

int coro_channel_receive(coro_t *self, coro_channel_t *channel,
                         coro_value_t *out)
{
    return coro_channel_receive_until(self, channel, CORO_NEVER, out);
}

static void refuse_all(coro__line_t *line)
{
    while (line->first != NULL)
        coro__wait_interrupt(coro__wait_at(line->first), CORO_E_SHUTDOWN);
}

int coro_channel_close(coro_channel_t *channel)
{
    if (channel == NULL)
        return -EINVAL;
    channel->is_closed = 1;
    refuse_all(&channel->senders);
    refuse_all(&channel->receivers);
    return 0;
}
