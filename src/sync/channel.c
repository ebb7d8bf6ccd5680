/* SPDX-License-Identifier: MIT */
/*
 * Channels: a value goes straight from the sender to the receiver, whichever
 * of them was there first. From that moment both calls have succeeded: a
 * request to stop that comes before the other one has run is told later, so
 * that neither side is ever in doubt.
 */
#include "sync/case.h"

/* ---- Sending */

static inline int send_now(coro_channel_t *channel, coro_value_t value)
{
    coro_case_t *receiver;

    if (channel->is_closed)
        return CORO_E_SHUTDOWN;
    receiver = coro__case_serve(&channel->receivers, 0);
    if (receiver == NULL)
        return -EAGAIN;
    receiver->value = value;
    return 0;
}

/* Its callers jump here, so that it returns to the body. */
__attribute__((noinline)) static int
wait_to_send(coro_t *self, coro_task_t *task, coro_channel_t *channel,
             coro_value_t value, int64_t deadline_ns)
{
    coro_case_t one = {
        .op = CORO_CASE_SEND, .channel = channel, .value = value};
    coro_case_t *served;

    return coro__sync_deliver(
        self, coro__cases_wait(task, &one, 1, deadline_ns, &served));
}

static inline int send(coro_t *self, coro_channel_t *channel,
                       coro_value_t value, int64_t deadline_ns)
{
    int status;
    coro_task_t *task = coro__sync_task(self, channel, &status);

    if (task == NULL)
        return status;
    status = send_now(channel, value);
    if (status != -EAGAIN)
        return status;
    return wait_to_send(self, task, channel, value, deadline_ns);
}

int coro_channel_try_send(coro_channel_t *channel, coro_value_t value)
{
    return channel != NULL ? send_now(channel, value) : -EINVAL;
}

int coro_channel_send_until(coro_t *self, coro_channel_t *channel,
                            coro_value_t value, int64_t deadline_ns)
{
    return send(self, channel, value, deadline_ns);
}

int coro_channel_send(coro_t *self, coro_channel_t *channel, coro_value_t value)
{
    return send(self, channel, value, CORO_NEVER);
}

/* ---- Receiving */

static inline int receive_now(coro_channel_t *channel, coro_value_t *out)
{
    const coro_case_t *sender;

    if (channel->is_closed)
        return CORO_E_SHUTDOWN;
    sender = coro__case_serve(&channel->senders, 0);
    if (sender == NULL)
        return -EAGAIN;
    if (out != NULL)
        *out = sender->value;
    return 0;
}

__attribute__((noinline)) static int
wait_to_receive(coro_t *self, coro_task_t *task, coro_channel_t *channel,
                int64_t deadline_ns, coro_value_t *out)
{
    coro_case_t one = {.op = CORO_CASE_RECEIVE, .channel = channel};
    coro_case_t *served;
    int status = coro__cases_wait(task, &one, 1, deadline_ns, &served);

    if (out != NULL)
        *out = one.value;
    return coro__sync_deliver(self, status);
}

static inline int receive(coro_t *self, coro_channel_t *channel,
                          int64_t deadline_ns, coro_value_t *out)
{
    int status;
    coro_task_t *task = coro__sync_task(self, channel, &status);

    if (out != NULL)
        *out = coro_none();
    if (task == NULL)
        return status;
    status = receive_now(channel, out);
    if (status != -EAGAIN)
        return status;
    return wait_to_receive(self, task, channel, deadline_ns, out);
}

int coro_channel_try_receive(coro_channel_t *channel, coro_value_t *out)
{
    if (out != NULL)
        *out = coro_none();
    return channel != NULL ? receive_now(channel, out) : -EINVAL;
}

int coro_channel_receive_until(coro_t *self, coro_channel_t *channel,
                               int64_t deadline_ns, coro_value_t *out)
{
    return receive(self, channel, deadline_ns, out);
}

int coro_channel_receive(coro_t *self, coro_channel_t *channel,
                         coro_value_t *out)
{
    return receive(self, channel, CORO_NEVER, out);
}

/* ---- The end */

int coro_channel_close(coro_channel_t *channel)
{
    if (channel == NULL)
        return -EINVAL;
    channel->is_closed = 1;
    coro__cases_serve(&channel->senders, CORO_E_SHUTDOWN);
    coro__cases_serve(&channel->receivers, CORO_E_SHUTDOWN);
    return 0;
}
