/* SPDX-License-Identifier: MIT */
/* Workers: making, shutting down, freeing; and the queue of jobs. */
#include "offload/offload.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    USUAL_THREADS = 4
};

/* Can a thread have a stack of that size? 0 stands for the usual one. 0, or an
 * error above 0. */
static int check_stack_size(size_t size)
{
    pthread_attr_t attributes;
    int error;

    if (size == 0)
        return 0;
    error = pthread_attr_init(&attributes);
    if (error != 0)
        return error;
    error = pthread_attr_setstacksize(&attributes, size);
    pthread_attr_destroy(&attributes);
    return error;
}

/* Zeroed memory for workers of that many threads; NULL without. */
static coro_workers_t *allocate(size_t threads)
{
    coro_workers_t *workers;
    size_t size;

    if (__builtin_mul_overflow(threads, sizeof workers->each[0], &size) ||
        __builtin_add_overflow(size, sizeof *workers, &size))
        return NULL;
    return calloc(1, size);
}

/* The locks: NULL, with the memory freed, if there can be none. */
static coro_workers_t *init_locks(coro_workers_t *workers)
{
    if (pthread_mutex_init(&workers->mutex, NULL) != 0)
        goto free_workers;
    if (pthread_cond_init(&workers->come, NULL) != 0)
        goto destroy_mutex;
    if (pthread_cond_init(&workers->ended, NULL) != 0)
        goto destroy_come;
    return workers;

destroy_come:
    pthread_cond_destroy(&workers->come);
destroy_mutex:
    pthread_mutex_destroy(&workers->mutex);
free_workers:
    free(workers);
    return NULL;
}

coro_workers_t *coro__workers_new(const coro_workers_options_t *options,
                                  size_t options_size)
{
    coro_workers_options_t read = {.threads = 0};
    coro_workers_t *workers;
    int error;

    if (options != NULL)
        memcpy(&read, options,
               options_size < sizeof read ? options_size : sizeof read);
    if (read.threads == 0)
        read.threads = USUAL_THREADS;
    error = check_stack_size(read.stack_size);
    if (error != 0) {
        errno = error;
        return NULL;
    }
    workers = allocate(read.threads);
    if (workers != NULL)
        workers = init_locks(workers);
    if (workers == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    workers->limit = read.threads;
    workers->stack_size = read.stack_size;
    workers->holders = 1;
    return workers;
}

/* ---- Jobs */

/* Take a job out of the queue that no thread has taken. */
static void withdraw(coro__job_t *job)
{
    coro__line_leave(&job->place);
    job->workers->queued--;
}

void coro__job_finish(coro__job_t *job, int status, coro_value_t value)
{
    job->status = status;
    job->value = value;
    job->state = CORO__JOB_DONE;
    pthread_cond_broadcast(&job->workers->ended);
    coro_post(&job->post);
}

/* Put it into the queue, and see to it that there is a thread for it. */
static int enqueue(coro_workers_t *workers, coro__job_t *job)
{
    int rc = 0;

    if (workers->closing)
        return CORO_E_SHUTDOWN;
    if (workers->queued >= workers->idle && workers->started < workers->limit)
        rc = coro__worker_start(workers);
    if (workers->started == 0)
        return rc;
    coro__line_join(&workers->queue, &job->place);
    workers->queued++;
    workers->holders++;
    pthread_cond_signal(&workers->come);
    return 0;
}

int coro__workers_submit(coro_workers_t *workers, coro__job_t *job)
{
    int rc;

    pthread_mutex_lock(&workers->mutex);
    rc = enqueue(workers, job);
    pthread_mutex_unlock(&workers->mutex);
    return rc;
}

bool coro__job_give_up(coro__job_t *job, bool *called)
{
    coro_workers_t *workers = job->workers;
    bool given_up = false;

    pthread_mutex_lock(&workers->mutex);
    *called = job->state != CORO__JOB_QUEUED;
    if (job->state == CORO__JOB_QUEUED) {
        withdraw(job);
        given_up = true;
    } else if (job->state == CORO__JOB_RUNNING && job->abandoned != NULL) {
        job->worker->job = NULL;
        given_up = true;
    }
    pthread_mutex_unlock(&workers->mutex);
    return given_up;
}

bool coro__job_is_done(coro__job_t *job)
{
    bool done;

    pthread_mutex_lock(&job->workers->mutex);
    done = job->state == CORO__JOB_DONE;
    pthread_mutex_unlock(&job->workers->mutex);
    return done;
}

void coro__job_wait(coro__job_t *job)
{
    coro_workers_t *workers = job->workers;

    pthread_mutex_lock(&workers->mutex);
    while (job->state != CORO__JOB_DONE)
        pthread_cond_wait(&workers->ended, &workers->mutex);
    pthread_mutex_unlock(&workers->mutex);
}

/* ---- The end */

void coro__workers_drop(coro_workers_t *workers)
{
    bool last;

    pthread_mutex_lock(&workers->mutex);
    last = --workers->holders == 0;
    pthread_mutex_unlock(&workers->mutex);
    if (!last)
        return;
    pthread_cond_destroy(&workers->ended);
    pthread_cond_destroy(&workers->come);
    pthread_mutex_destroy(&workers->mutex);
    free(workers);
}

int coro_workers_shutdown(coro_workers_t *workers)
{
    if (workers == NULL)
        return -EINVAL;
    pthread_mutex_lock(&workers->mutex);
    workers->closing = true;
    while (workers->queue.first != NULL) {
        coro__job_t *job =
            CORO__OWNER(coro__job_t, place, workers->queue.first);

        withdraw(job);
        coro__job_finish(job, CORO_E_SHUTDOWN, coro_none());
    }
    pthread_cond_broadcast(&workers->come);
    pthread_mutex_unlock(&workers->mutex);
    return 0;
}

/* Is this one of their threads? It cannot wait for itself. */
static bool is_own_thread(coro_workers_t *workers)
{
    bool own = false;

    pthread_mutex_lock(&workers->mutex);
    for (size_t i = 0; i < workers->started; i++)
        if (pthread_equal(workers->each[i].thread, pthread_self()))
            own = true;
    pthread_mutex_unlock(&workers->mutex);
    return own;
}

int coro_workers_free(coro_workers_t *workers)
{
    if (workers == NULL)
        return 0;
    if (is_own_thread(workers))
        return -EDEADLK;
    coro_workers_shutdown(workers);
    for (size_t i = 0; i < workers->started; i++)
        pthread_join(workers->each[i].thread, NULL);
    coro__workers_drop(workers);
    return 0;
}
