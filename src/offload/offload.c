/* SPDX-License-Identifier: MIT */
/* A task that waits for a function on another thread. */
#include "offload/offload.h"
#include "base/personality.h"
#include "task/task.h"

/* On the scheduler's thread, between two turns. Who was asked to stop meanwhile
 * is ready anyway, and will see. */
static void wake(void *ctx)
{
    coro__job_t *job = ctx;

    coro__wait_wake(&job->wait);
}

/* The body has left a job that is nobody's: somebody is to know of what it was
 * given. A function that was called has its worker tell. */
static void tell_abandoned(const coro__job_t *job, bool called)
{
    if (!called && job->abandoned != NULL) {
        job->abandoned(job->arg, -ECANCELED, coro_none());
        CORO__STOP_EXCEPTIONS();
    }
}

/* Wait until the job is done, or nobody's. 0, or -ECANCELED: it is nobody's. A
 * request to stop that could not be met is due when the task waits next. */
static int wait_for(coro_task_t *task, coro__job_t *job)
{
    bool asked = false, called;

    do {
        int status =
            coro__wait_park(task, &job->wait, CORO_TASK_WAITING, CORO_NEVER);

        if (status == 0)
            continue;
        asked = true;
        coro__wait_told(task); /* of a second request */
        if (coro__job_give_up(job, &called)) {
            tell_abandoned(job, called);
            return -ECANCELED;
        }
    } while (!coro__job_is_done(job));
    if (asked && task->cancels > 0)
        coro__task_tell(task);
    return 0;
}

/* The scheduler gives the task up: its stack must not go while a worker has the
 * job in its hands. */
static void discarded(coro__wait_t *wait)
{
    coro__job_t *job = CORO__OWNER(coro__job_t, wait, wait);
    bool called;

    if (coro__job_give_up(job, &called))
        tell_abandoned(job, called);
    else
        coro__job_wait(job);
    coro_post_fini(&job->post);
    coro__workers_drop(job->workers);
}

static const void *workers_of(const coro__wait_t *wait, const char **name)
{
    (void)name;
    return CORO__OWNER(const coro__job_t, wait, wait)->workers;
}

static const coro__wait_kind_t kind = {
    .discarded = discarded, .name = "worker", .object = workers_of};

/* Have the job done. Its outcome, or why it was not. */
static int do_job(coro_task_t *task, coro__job_t *job, coro_value_t *value)
{
    int status = coro_post_init(&job->post, task->sched, wake, job);

    if (status != 0)
        return status;
    status = coro__workers_submit(job->workers, job);
    if (status == 0) {
        status = wait_for(task, job);
        if (status == 0) {
            status = job->status;
            *value = job->value;
        }
        coro__workers_drop(job->workers);
    }
    coro_post_fini(&job->post);
    return status;
}

static int offload(coro_t *self, coro__job_t *job, coro_value_t *result)
{
    coro_value_t value = coro_none();
    int status = 0;
    coro_task_t *task = coro__task_of(self, &status);

    if (task != NULL && (job->workers == NULL || job->fn == NULL))
        status = -EINVAL;
    if (task == NULL || status != 0)
        return coro__give((coro__pair_t){status, value}, result);
    if (coro__wait_told(task)) {
        tell_abandoned(job, false);
        status = -ECANCELED;
    } else {
        status = do_job(task, job, &value);
    }
    return coro__give_out(self, status, value, result);
}

int coro_offload(coro_t *self, coro_workers_t *workers, coro_work_fn_t *fn,
                 coro_value_t arg, coro_value_t *result)
{
    coro__job_t job = {
        .wait.kind = &kind, .workers = workers, .fn = fn, .arg = arg};

    return offload(self, &job, result);
}

int coro_offload_abandonable(coro_t *self, coro_workers_t *workers,
                             coro_work_fn_t *fn, coro_value_t arg,
                             coro_abandoned_fn_t *abandoned,
                             coro_value_t *result)
{
    coro__job_t job = {.wait.kind = &kind,
                       .workers = workers,
                       .fn = abandoned != NULL ? fn : NULL,
                       .arg = arg,
                       .abandoned = abandoned};

    return offload(self, &job, result);
}
