/* SPDX-License-Identifier: MIT */
/* Two queues of two values, two channels, and tasks that select from them.
 * "A.1=5" in a trace: A did its case 1, with the value 5. */
#ifndef CHOICE_H
#define CHOICE_H

#include "suite.h"

extern coro_queue_t queue, other;
extern coro_channel_t channel, second;

/* New ones. */
void choice_begin(void);

/* Nobody is in any line of theirs. */
void choice_check_lines(void);

coro_case_t case_get(coro_queue_t *from);
coro_case_t case_put(coro_queue_t *to, int64_t value);
coro_case_t case_receive(coro_channel_t *from);
coro_case_t case_send(coro_channel_t *to, int64_t value);

/* What a task selects from. */
typedef struct choice {
    coro_case_t cases[3];
    size_t count;
    int64_t ms; /* until when; 0: for ever, -1: a deadline that has passed */
} choice_t;

void trace_chosen(const char *name, const choice_t *choice, int rc,
                  size_t chosen);

/* Bodies: select from *(choice_t *)arg; get or receive from what arg points
 * to; put into the first queue, send over the first channel. */
int selects(coro_t *self, coro_value_t arg);
int gets(coro_t *self, coro_value_t arg);
int receives(coro_t *self, coro_value_t arg);
int puts_in(coro_t *self, coro_value_t arg);
int sends(coro_t *self, coro_value_t arg);

void put_now(coro_queue_t *to, int64_t value);
void send_now(coro_channel_t *to, int64_t value);

/* All wait, for ever. */
#define ck_assert_all_wait() \
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK)

#endif
