/* SPDX-License-Identifier: MIT */
/*
 * Workers and their jobs, and what the files of this module share.
 *
 * A job lies on the stack of the task that waits for it, from the call to its
 * return: so there is no queue to be full, and nothing to be allocated. A task
 * that abandons a running job takes it out of its worker's hands; the worker
 * has all that it needs of it by then.
 *
 * Everything here is guarded by the mutex of the workers; but what a job was
 * given, which does not change, and its wait, which is the scheduler's. A job is
 * posted with the mutex held: who has seen under the mutex that a job is done
 * knows that nobody is still posting it.
 */
#ifndef CORO__OFFLOAD_OFFLOAD_H
#define CORO__OFFLOAD_OFFLOAD_H

#include "sched/wait.h"
#include <coro/offload.h>
#include <pthread.h>

typedef enum coro__job_state {
    CORO__JOB_QUEUED,  /* in the line of the workers */
    CORO__JOB_RUNNING, /* in the hands of `worker` */
    CORO__JOB_DONE     /* posted; status and value are there */
} coro__job_state_t;

typedef struct coro__job {
    coro__wait_t wait;
    coro_post_t post;
    coro_workers_t *workers;
    coro_work_fn_t *fn;
    coro_value_t arg;
    coro_abandoned_fn_t *abandoned; /* NULL: it is waited for to the end */
    coro__job_state_t state;
    coro__place_t place;
    struct coro__worker *worker;
    int status;
    coro_value_t value;
} coro__job_t;

typedef struct coro__worker {
    coro_workers_t *workers;
    pthread_t thread;
    coro__job_t *job; /* NULL: none, or it was abandoned */
} coro__worker_t;

struct coro_workers {
    pthread_mutex_t mutex;
    pthread_cond_t come;  /* a job, or the end */
    pthread_cond_t ended; /* a job has */
    coro__line_t queue;   /* of coro__job_t */
    size_t queued;        /* how many that is */
    size_t idle;          /* threads that run no function */
    size_t started;       /* threads: the first so many of `each` */
    size_t limit;         /* how many there may be */
    size_t holders;       /* the handle, and tasks that have a job */
    size_t stack_size;    /* 0: the system's choice */
    bool closing;
    coro__worker_t each[];
};

/* ---- thread.c */

/* Start one more; the mutex is held. 0 or an error of pthread_create(3). */
int coro__worker_start(coro_workers_t *workers);

/* ---- workers.c: what a task does with them */

/* Put a job into the queue: 0, CORO_E_SHUTDOWN, or -EAGAIN. If 0, the workers
 * live until coro__workers_drop. */
int coro__workers_submit(coro_workers_t *workers, coro__job_t *job);
void coro__workers_drop(coro_workers_t *workers);

/* Its task does not want to wait any more. True: the job is nobody's now, and
 * *called tells whether its function was. False: it is done, or its task must
 * wait all the same. */
bool coro__job_give_up(coro__job_t *job, bool *called);

bool coro__job_is_done(coro__job_t *job);

/* Block until it is done. */
void coro__job_wait(coro__job_t *job);

/* ---- for both */

/* It is done: its task is to know. The mutex is held. */
void coro__job_finish(coro__job_t *job, int status, coro_value_t value);

#endif
