/* SPDX-License-Identifier: MIT */
/*
 * Channels: a value goes straight from the sender to the receiver, whichever
 * of them was there first. From that moment both calls have succeeded: a
 * request to stop that comes before the other one has run is told later, so
 * that neither side is ever in doubt.
 */
#include "sync/case.h"

int coro_channel_try_send(coro_channel_t *channel, coro_value_t value)
{
    coro_case_t *receiver;

    if (channel == NULL)
        return -EINVAL;
    if (channel->is_closed)
        return CORO_E_SHUTDOWN;
    receiver = coro__case_serve(&channel->receivers, 0);
    if (receiver == NULL)
        return -EAGAIN;
    receiver->value = value;
    return 0;
}

int coro_channel_send_until(coro_t *self, coro_channel_t *channel,
                            coro_value_t value, int64_t deadline_ns)
{
    coro_case_t one = {
        .op = CORO_CASE_SEND, .channel = channel, .value = value};
    int status;
    coro_task_t *task = coro__sync_task(self, channel, &status);
    coro_case_t *served;

    if (task == NULL)
        return status;
    status = coro_channel_try_send(channel, value);
    if (status != -EAGAIN)
        return status;
    status = coro__cases_wait(task, &one, 1, deadline_ns, &served);
    return coro__sync_deliver(self, status);
}

int coro_channel_send(coro_t *self, coro_channel_t *channel, coro_value_t value)
{
    return coro_channel_send_until(self, channel, value, CORO_NEVER);
}

int coro_channel_try_receive(coro_channel_t *channel, coro_value_t *out)
{
    const coro_case_t *sender;

    if (out != NULL)
        *out = coro_none();
    if (channel == NULL)
        return -EINVAL;
    if (channel->is_closed)
        return CORO_E_SHUTDOWN;
    sender = coro__case_serve(&channel->senders, 0);
    if (sender == NULL)
        return -EAGAIN;
    if (out != NULL)
        *out = sender->value;
    return 0;
}

int coro_channel_receive_until(coro_t *self, coro_channel_t *channel,
                               int64_t deadline_ns, coro_value_t *out)
{
    coro_case_t one = {.op = CORO_CASE_RECEIVE, .channel = channel};
    int status;
    coro_task_t *task = coro__sync_task(self, channel, &status);
    coro_case_t *served;

    if (out != NULL)
        *out = coro_none();
    if (task == NULL)
        return status;
    status = coro_channel_try_receive(channel, out);
    if (status != -EAGAIN)
        return status;
    status = coro__cases_wait(task, &one, 1, deadline_ns, &served);
    if (out != NULL)
        *out = one.value;
    return coro__sync_deliver(self, status);
}

int coro_channel_receive(coro_t *self, coro_channel_t *channel,
                         coro_value_t *out)
{
    return coro_channel_receive_until(self, channel, CORO_NEVER, out);
}

int coro_channel_close(coro_channel_t *channel)
{
    if (channel == NULL)
        return -EINVAL;
    channel->is_closed = 1;
    coro__cases_serve(&channel->senders, CORO_E_SHUTDOWN);
    coro__cases_serve(&channel->receivers, CORO_E_SHUTDOWN);
    return 0;
}
