/* SPDX-License-Identifier: MIT */
/* What a worker's thread does. */
#include "offload/offload.h"
#include <errno.h>
#include <signal.h>

/* How the outcome of a function looks to a body: -ECANCELED would say that the
 * body was asked to stop, and nothing may be above 0. */
static int as_status(int returned)
{
    if (returned == -ECANCELED)
        return CORO_E_AWAITED_CANCELLED;
    return returned > 0 ? CORO_E_STOP_ITERATION : returned;
}

/* Take the first job of the queue into one's hands. */
static coro__job_t *take(coro__worker_t *worker)
{
    coro_workers_t *workers = worker->workers;
    coro__place_t *place = coro__line_take(&workers->queue);
    coro__job_t *job = CORO__OWNER(coro__job_t, place, place);

    workers->queued--;
    workers->idle--;
    job->state = CORO__JOB_RUNNING;
    job->worker = worker;
    worker->job = job;
    return job;
}

/* Call the function of the first job; the mutex is held, but meanwhile. */
static void run_one(coro__worker_t *worker)
{
    coro_workers_t *workers = worker->workers;
    const coro__job_t *job = take(worker);
    coro_work_fn_t *fn = job->fn;
    coro_abandoned_fn_t *abandoned = job->abandoned;
    coro_value_t arg = job->arg, value = coro_none();
    int status;

    pthread_mutex_unlock(&workers->mutex);
    status = as_status(fn(arg, &value));
    pthread_mutex_lock(&workers->mutex);
    if (worker->job != NULL) {
        coro__job_finish(worker->job, status, value);
        worker->job = NULL;
    } else {
        pthread_mutex_unlock(&workers->mutex);
        abandoned(arg, status, value);
        pthread_mutex_lock(&workers->mutex);
    }
    workers->idle++;
}

static void *work(void *arg)
{
    coro__worker_t *worker = arg;
    coro_workers_t *workers = worker->workers;

    pthread_mutex_lock(&workers->mutex);
    for (;;) {
        while (workers->queue.first == NULL && !workers->closing)
            pthread_cond_wait(&workers->come, &workers->mutex);
        if (workers->queue.first == NULL)
            break;
        run_one(worker);
    }
    pthread_mutex_unlock(&workers->mutex);
    return NULL;
}

static int create(coro__worker_t *worker, size_t stack_size)
{
    pthread_attr_t attributes;
    int rc = pthread_attr_init(&attributes);

    if (rc != 0)
        return rc;
    if (stack_size != 0)
        rc = pthread_attr_setstacksize(&attributes, stack_size);
    if (rc == 0)
        rc = pthread_create(&worker->thread, &attributes, work, worker);
    pthread_attr_destroy(&attributes);
    return rc;
}

int coro__worker_start(coro_workers_t *workers)
{
    coro__worker_t *worker = &workers->each[workers->started];
    sigset_t all, before;
    int rc;

    worker->workers = workers;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* which it inherits */
    rc = create(worker, workers->stack_size);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0)
        return -rc;
    workers->started++;
    workers->idle++;
    return 0;
}
