/* SPDX-License-Identifier: MIT */
/* See choice.h. */
#include "choice.h"

#include <stdio.h>

static coro_value_t items[2], other_items[2];
coro_queue_t queue, other;
coro_channel_t channel, second;

void choice_begin(void)
{
    queue = (coro_queue_t)CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, items);
    other = (coro_queue_t)CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, other_items);
    channel = (coro_channel_t)CORO_CHANNEL_INIT;
    second = (coro_channel_t)CORO_CHANNEL_INIT;
}

coro_case_t case_get(coro_queue_t *from)
{
    return (coro_case_t){.op = CORO_CASE_GET, .queue = from};
}

coro_case_t case_put(coro_queue_t *to, int64_t value)
{
    return (coro_case_t){
        .op = CORO_CASE_PUT, .queue = to, .value = coro_int(value)};
}

coro_case_t case_receive(coro_channel_t *from)
{
    return (coro_case_t){.op = CORO_CASE_RECEIVE, .channel = from};
}

coro_case_t case_send(coro_channel_t *to, int64_t value)
{
    return (coro_case_t){
        .op = CORO_CASE_SEND, .channel = to, .value = coro_int(value)};
}

void trace_chosen(const char *name, const choice_t *choice, int rc,
                  size_t chosen)
{
    char who[32];
    coro_value_t value = coro_none();

    if (chosen < choice->count)
        value = choice->cases[chosen].value;
    snprintf(who, sizeof who, "%s.%zu", name, chosen);
    trace_got(who, rc, value);
}

int selects(coro_t *self, coro_value_t arg)
{
    choice_t *choice = arg.ptr;
    size_t chosen = 99;
    int64_t deadline =
        choice->ms < 0 ? 0 : deadline_of(self, coro_int(choice->ms));
    int rc = coro_select(self, choice->cases, choice->count, deadline, &chosen);

    trace_chosen(coro_name(self), choice, rc, chosen);
    return rc == -ECANCELED ? rc : 0;
}

int gets(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_queue_get(self, arg.ptr, &value);

    trace_got(coro_name(self), rc, value);
    return rc == -ECANCELED ? rc : 0;
}

int puts_in(coro_t *self, coro_value_t arg)
{
    return waited(self, coro_queue_put(self, &queue, arg));
}

int sends(coro_t *self, coro_value_t arg)
{
    return waited(self, coro_channel_send(self, &channel, arg));
}

int receives(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_channel_receive(self, arg.ptr, &value);

    trace_got(coro_name(self), rc, value);
    return rc == -ECANCELED ? rc : 0;
}

void put_now(coro_queue_t *to, int64_t value)
{
    ck_assert_int_eq(coro_queue_try_put(to, coro_int(value)), 0);
}

void send_now(coro_channel_t *to, int64_t value)
{
    ck_assert_int_eq(coro_channel_try_send(to, coro_int(value)), 0);
}

void choice_check_lines(void)
{
    ck_assert_ptr_null(queue.getters.first);
    ck_assert_ptr_null(queue.putters.first);
    ck_assert_ptr_null(other.getters.first);
    ck_assert_ptr_null(other.putters.first);
    ck_assert_ptr_null(channel.senders.first);
    ck_assert_ptr_null(channel.receivers.first);
    ck_assert_ptr_null(second.senders.first);
    ck_assert_ptr_null(second.receivers.first);
}
