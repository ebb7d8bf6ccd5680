/* SPDX-License-Identifier: MIT */
/*
 * Functions that block until a test lets them go on: so that a test, and not
 * the machine, decides what is under way.
 *
 * Traces are written by tasks only, never on a worker's thread.
 */
#ifndef BLOCKING_H
#define BLOCKING_H

#include "../sched/suite.h"

#include <pthread.h>
#include <semaphore.h>

/* The argument of blocks(): what it returns, and how far it is. */
typedef struct blocking {
    int status;
    int64_t value;
    sem_t begun;      /* up when it was called */
    sem_t may_return; /* to be put up by the test */
    sem_t left;       /* up when its abandoned() was called */
    int calls;        /* of it */
    int abandoned_with;
    int64_t abandoned_value;
    pthread_t thread; /* it was called on */
    pthread_t abandoned_on;
} blocking_t;

/* Made anew for each test: what the bodies below use. */
extern blocking_t one, other;
extern coro_workers_t *workers;

/* A stage with one worker; NULL `workers` if the test has freed them. */
void offload_open(void);
void offload_close(void);
int run_offload_suite(const char *name, void (*add)(TCase *tcase));

/* Block; then return what `arg` says. */
int blocks(coro_value_t arg, coro_value_t *result);
/* An abandoned function: note what it got. */
void notes(coro_value_t arg, int status, coro_value_t result);
/* Return `arg` at once. */
int answers(coro_value_t arg, coro_value_t *result);

/* ---- Bodies */

/* Offload blocks(arg), "A=7" or what it got; return that. */
int offloads(coro_t *self, coro_value_t arg);
/* The same, abandonable. */
int offloads_abandonable(coro_t *self, coro_value_t arg);

/* ---- For other bodies */

void wait_for(sem_t *semaphore);
/* Wait until something was posted, without letting it be run. */
void wait_for_post(void);

#endif
