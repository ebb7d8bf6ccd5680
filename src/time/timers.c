/* SPDX-License-Identifier: MIT */
/*
 * The heap of deadlines, with four children a node: half as deep as with two,
 * and the children share a cache line or two.
 *
 * Invariants: heap[timer->place - 1].timer == timer for every armed timer;
 * of_length counts the heap, and has a bit of lengths where it is not 0.
 */
#include "time/timers.h"
#include <errno.h>
#include <stdlib.h>

enum {
    CHILDREN = 4,
    CACHE_LINE = 64,
    FIRST_CAPACITY = 16
};

/* Those of Linux for poll(2): a thousandth, and never more than this. */
#define SLACK_OF(ns) ((ns) / 1024)
#define MOST_SLACK_NS CORO_MS(100)

int coro__timers_grow(coro__timers_t *timers, size_t count)
{
    size_t capacity = timers->capacity ? timers->capacity : FIRST_CAPACITY;
    coro__deadline_t *heap;

    while (capacity < count)
        capacity *= 2;
    heap = realloc(timers->heap, capacity * sizeof *heap);
    if (heap == NULL)
        return -ENOMEM;
    timers->heap = heap;
    timers->capacity = capacity;
    return 0;
}

void coro__timers_fini(coro__timers_t *timers)
{
    free(timers->heap);
}

static int earlier(const coro__deadline_t *a, const coro__deadline_t *b)
{
    if (a->at_ns != b->at_ns)
        return a->at_ns < b->at_ns;
    return a->order < b->order;
}

static void put(coro__timers_t *timers, size_t index, coro__deadline_t deadline)
{
    timers->heap[index] = deadline;
    deadline.timer->place = index + 1;
}

/* Place a deadline at `index` or nearer to the root. */
static void sift_up(coro__timers_t *timers, size_t index,
                    coro__deadline_t deadline)
{
    while (index > 0) {
        size_t parent = (index - 1) / CHILDREN;

        if (!earlier(&deadline, &timers->heap[parent]))
            break;
        put(timers, index, timers->heap[parent]);
        index = parent;
    }
    put(timers, index, deadline);
}

static size_t earliest_child(const coro__timers_t *timers, size_t index)
{
    size_t child = index * CHILDREN + 1, end = child + CHILDREN;
    size_t earliest = child;

    if (end > timers->count)
        end = timers->count;
    while (++child < end)
        if (earlier(&timers->heap[child], &timers->heap[earliest]))
            earliest = child;
    return earliest;
}

/* Have deadlines brought into the cache that may be compared soon. There may
 * be none there: to prefetch is to read nothing. */
static void ask_for(const coro__deadline_t *deadlines, size_t count)
{
    const char *line = (const char *)deadlines;
    const char *end = (const char *)(deadlines + count);

    for (; line < end; line += CACHE_LINE)
        __builtin_prefetch(line);
}

/* Place a deadline at `index` or further from the root. On each level its
 * grandchildren are asked for, so that they come while the children are
 * compared: the heap of many sleepers is in no cache. */
static void sift_down(coro__timers_t *timers, size_t index,
                      coro__deadline_t deadline)
{
    while (index * CHILDREN + 1 < timers->count) {
        size_t child;

        ask_for(&timers->heap[(index * CHILDREN + 1) * CHILDREN + 1],
                CHILDREN * CHILDREN);
        child = earliest_child(timers, index);

        if (!earlier(&timers->heap[child], &deadline))
            break;
        put(timers, index, timers->heap[child]);
        index = child;
    }
    put(timers, index, deadline);
}

static unsigned length_between(int64_t now_ns, int64_t at_ns)
{
    uint64_t ns = at_ns > now_ns ? (uint64_t)at_ns - (uint64_t)now_ns : 1;

    return CORO__TIMER_LENGTHS - 1 - (unsigned)__builtin_clzll(ns);
}

static uint64_t bit_of(unsigned length)
{
    return UINT64_C(1) << length;
}

void coro__timers_arm(coro__timers_t *timers, coro__timer_t *timer,
                      int64_t at_ns, int64_t now_ns)
{
    unsigned length = length_between(now_ns, at_ns);
    coro__deadline_t deadline = {
        at_ns, timers->armed++ * CORO__TIMER_LENGTHS + length, timer};

    timers->of_length[length]++;
    timers->lengths |= bit_of(length);
    sift_up(timers, timers->count++, deadline);
}

static void uncount(coro__timers_t *timers, const coro__deadline_t *deadline)
{
    unsigned length = deadline->order % CORO__TIMER_LENGTHS;

    if (--timers->of_length[length] == 0)
        timers->lengths &= ~bit_of(length);
}

void coro__timers_disarm(coro__timers_t *timers, coro__timer_t *timer)
{
    size_t index = timer->place - 1;
    coro__deadline_t last;

    if (timer->place == 0)
        return;
    timer->place = 0;
    uncount(timers, &timers->heap[index]);
    last = timers->heap[--timers->count];
    if (index == timers->count)
        return;
    /* The last one takes the gap, and may belong to either side of it. */
    if (index > 0 && earlier(&last, &timers->heap[(index - 1) / CHILDREN]))
        sift_up(timers, index, last);
    else
        sift_down(timers, index, last);
}

coro__timer_t *coro__timers_due(coro__timers_t *timers, int64_t now_ns)
{
    coro__timer_t *timer;

    if (timers->count == 0 || timers->heap[0].at_ns > now_ns)
        return NULL;
    timer = timers->heap[0].timer;
    coro__timers_disarm(timers, timer);
    /* One of these is the next but one. */
    for (size_t soon = 0; soon <= CHILDREN && soon < timers->count; soon++)
        __builtin_prefetch(timers->heap[soon].timer);
    return timer;
}

int64_t coro__timers_slack(const coro__timers_t *timers)
{
    int64_t slack;

    if (timers->lengths == 0)
        return 0;
    slack = (int64_t)SLACK_OF(timers->lengths & -timers->lengths);
    return slack < MOST_SLACK_NS ? slack : MOST_SLACK_NS;
}
