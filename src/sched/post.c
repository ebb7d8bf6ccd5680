/* SPDX-License-Identifier: MIT */
/*
 * Posts: from any thread or signal handler to the thread of a scheduler.
 *
 * The inbox is a stack that anybody pushes onto and only the scheduler empties,
 * all at once; so a push is a loop of one compare and exchange, and never sees
 * a node that has gone. Who finds it empty wakes the scheduler; everybody else
 * comes along. A post is marked while it is in there or due, so that it is
 * there once.
 */
#include "base/personality.h"
#include "sched/outside.h"

static bool has_come(coro_post_t *const *inbox)
{
    return __atomic_load_n(inbox, __ATOMIC_RELAXED) != NULL;
}

bool coro__posts_came(const coro__outside_t *outside)
{
    return outside->due != NULL || has_come(&outside->inbox);
}

/* Push it; was the inbox empty? */
static bool push(coro_post_t **inbox, coro_post_t *post)
{
    coro_post_t *last = __atomic_load_n(inbox, __ATOMIC_RELAXED);

    do
        post->next = last;
    while (!__atomic_compare_exchange_n(inbox, &last, post, true,
                                        __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    return last == NULL;
}

/* Empty the inbox to the end of those that are due, in order of coming. */
static void take_in(coro__outside_t *outside)
{
    coro_post_t *post, *next, *in_order = NULL;
    coro_post_t **end = &outside->due;

    if (!has_come(&outside->inbox))
        return;
    post = __atomic_exchange_n(&outside->inbox, NULL, __ATOMIC_ACQUIRE);
    for (; post != NULL; post = next) {
        next = post->next;
        post->next = in_order;
        in_order = post;
    }
    while (*end != NULL)
        end = &(*end)->next;
    *end = in_order;
}

/* From now on it can be posted again, by its function too. */
static void release(coro_post_t *post)
{
    __atomic_exchange_n(&post->on_its_way, 0, __ATOMIC_ACQ_REL);
}

void coro__posts_run(coro__outside_t *outside)
{
    coro_post_t *post;

    take_in(outside);
    while ((post = outside->due) != NULL) {
        outside->due = post->next;
        release(post);
        outside->posts++;
        post->fn(post->ctx);
        CORO__STOP_EXCEPTIONS();
    }
}

int coro_post_init(coro_post_t *post, coro_sched_t *sched,
                   void (*fn)(void *ctx), void *ctx)
{
    int rc;

    if (post == NULL || sched == NULL || fn == NULL)
        return -EINVAL;
    rc = coro__outside_open(sched);
    if (rc != 0)
        return rc;
    *post = (coro_post_t){.sched = sched, .fn = fn, .ctx = ctx};
    sched->outside->posters++;
    return 0;
}

int coro_post(coro_post_t *post)
{
    coro__outside_t *outside;

    if (post == NULL || post->sched == NULL)
        return -EINVAL;
    outside = post->sched->outside;
    if (__atomic_exchange_n(&post->on_its_way, 1, __ATOMIC_ACQ_REL))
        return CORO_E_PENDING;
    if (push(&outside->inbox, post))
        coro__poller_wake(outside->poller);
    return 0;
}

/* Take it out of those that are due. */
static void withdraw(coro__outside_t *outside, const coro_post_t *post)
{
    coro_post_t **at = &outside->due;

    while (*at != NULL && *at != post)
        at = &(*at)->next;
    if (*at != NULL)
        *at = post->next;
}

int coro_post_fini(coro_post_t *post)
{
    coro__outside_t *outside;

    if (post == NULL || post->sched == NULL)
        return -EINVAL;
    outside = post->sched->outside;
    take_in(outside);
    withdraw(outside, post);
    outside->posters--;
    *post = (coro_post_t){.sched = NULL};
    return 0;
}
