/* SPDX-License-Identifier: MIT */
/* Two connected, non-blocking sockets, and bodies that use them. */
#ifndef ENDS_H
#define ENDS_H

#include "sched/suite.h"

#include <poll.h>
#include <sys/socket.h>

extern int near_end, far_end;

/* Open the stage and the ends; close those that are still open. */
void ends_open(void);
void ends_close(void);

/* Put a byte into an end; take all out. */
void put_byte(int fd);
void take_all(int fd);

/* Fill an end until it takes no more. */
void fill(int fd);

/* Close one of the ends behind the scheduler's back. */
void drop(int *end);

/* Wait for POLLIN of `arg`; "A=0" or the error. */
int waits_in(coro_t *self, coro_value_t arg);
/* The same for 10 ms at most. */
int waits_in_10_ms(coro_t *self, coro_value_t arg);
/* Wait for POLLOUT of `arg`. */
int waits_out(coro_t *self, coro_value_t arg);
/* Put a byte into `arg`: "A:put". */
int puts_byte(coro_t *self, coro_value_t arg);

#endif
