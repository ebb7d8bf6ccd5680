/* SPDX-License-Identifier: MIT */
/*
 * What a thread keeps, and what it gives back.
 *
 * Every CORO__POOL_LIMIT frees the pool is reviewed. A period lasts as many
 * frees as the thread owns stacks: long enough for all of them to have been
 * taken and freed once. So the lowest number kept in a period is what the
 * thread did not need, whatever its tasks did; but for CORO__POOL_LIMIT of
 * them that is given back then, a part at each review.
 *
 * Counting frees needs no clock, and a test sees the same each time. Where
 * there is one, a scheduler's, a period also ends after a time (sched/idle.c).
 * A thread without, that frees no more, keeps what it has: coro_stack_trim is
 * for that.
 */
#include "stack/pool.h"
#include "base/once.h"
#include <limits.h>

enum {
    AT_ONCE = 4 * CORO__POOL_LIMIT /* given back by one review, at most */
};

_Thread_local coro__pool_t coro__pool;
static pthread_key_t drain_key;

static void release(coro__stack_t *stack)
{
    coro__pool.owned--;
    coro__slab_release(stack);
}

/* How many are kept, exactly. */
static long size(void)
{
    if (!coro__pool.is_armed)
        return 0;
    return coro__pool.kept + (CORO__POOL_LIMIT - (long)coro__pool.room) -
           (long)coro__pool.taken;
}

/* Give `count` back; as many are kept. */
static void give_back(long count)
{
    coro__stack_t *stack;

    coro__pool.kept -= count;
    for (unsigned kind = 0; count > 0; kind++)
        while (count > 0 && (stack = coro__pool.first[kind]) != NULL) {
            coro__pool.first[kind] = coro__stack_next(stack);
            release(stack);
            count--;
        }
}

static long least(long a, long b)
{
    return a < b ? a : b;
}

/* Count afresh from now on. */
static void count_kept(void)
{
    coro__pool.kept = size();
    coro__pool.room = CORO__POOL_LIMIT;
    coro__pool.taken = 0;
    coro__pool.lowest = least(coro__pool.lowest, coro__pool.kept);
}

static void begin_period(void)
{
    coro__pool.lowest = coro__pool.kept;
    coro__pool.until_over = coro__pool.owned;
    coro__pool.period++;
}

/* Give a part of what was not needed back. Whether there is more; if not, a
 * period begins. */
static bool end_period(void)
{
    long surplus = coro__pool.lowest - CORO__POOL_LIMIT;

    if (surplus > 0)
        give_back(least(surplus, AT_ONCE));
    if (surplus > AT_ONCE)
        return true;
    begin_period();
    return false;
}

static void review(void)
{
    /* Stacks that others have made are no reason to keep more. */
    long ceiling = coro__pool.owned > CORO__POOL_LIMIT ? coro__pool.owned
                                                       : CORO__POOL_LIMIT;

    coro__pool.until_over -= CORO__POOL_LIMIT;
    count_kept();
    if (coro__pool.kept > ceiling)
        give_back(coro__pool.kept - ceiling);
    if (coro__pool.until_over <= 0)
        end_period();
}

static void drain(void *arg)
{
    (void)arg;
    give_back(size());
    coro__pool.room = 0;
    coro__pool.is_armed = 0;
}

static int make_drain_key(void)
{
    return -pthread_key_create(&drain_key, drain);
}

/* Make room, once a thread; 0 if it cannot be drained when that ends. Then the
 * next stack that is put tries again. */
static int arm(void)
{
    static coro__once_t once = CORO__ONCE;

    if (coro__pool.is_armed)
        return 1;
    if (coro__once(&once, make_drain_key) != 0 ||
        pthread_setspecific(drain_key, &coro__pool) != 0)
        return 0;
    coro__pool.kept = 0;
    coro__pool.taken = 0;
    coro__pool.room = CORO__POOL_LIMIT;
    coro__pool.is_armed = 1;
    begin_period();
    return 1;
}

/* Give back all but `keep`; how many. */
static long trim(long keep)
{
    long count = size() - keep;

    if (count <= 0)
        return 0;
    give_back(count);
    return count;
}

size_t coro_stack_trim(size_t keep)
{
    return keep < LONG_MAX ? (size_t)trim((long)keep) : 0;
}

bool coro__pool_is_big(void)
{
    return size() > CORO__POOL_LIMIT;
}

bool coro__pool_rest(void)
{
    bool more = false;

    if (!coro__pool.is_armed)
        return false;
    count_kept();
    if (coro__pool.period == coro__pool.rested)
        more = end_period();
    coro__pool.rested = coro__pool.period;
    return more;
}

coro__stack_t *coro__pool_fetch(size_t stride, coro__guarding_t guarding)
{
    coro__stack_t *stack = coro__slab_take(stride, guarding);

    if (stack == NULL && trim(0) > 0) /* what we keep may be what is missing */
        stack = coro__slab_take(stride, guarding);
    if (stack != NULL)
        coro__pool.owned++;
    return stack;
}

void coro__pool_put(coro__stack_t *stack, unsigned kind)
{
    if (arm())
        review();
    if (!coro__pool_keep(stack, kind))
        release(stack);
}

size_t coro__pool_size(void)
{
    return (size_t)size();
}
