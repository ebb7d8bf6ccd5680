/* SPDX-License-Identifier: MIT */
/*
 * Lines: who waits for something, first come, first served. A place lies in
 * what waits, so that nothing is allocated; it is in one line at most, and
 * leaves it from anywhere in O(1).
 */
#ifndef CORO__SCHED_LINE_H
#define CORO__SCHED_LINE_H

#include <coro/sched.h>

/* Join the end of a line; the place is in none. */
static inline void coro__line_join(coro__line_t *line, coro__place_t *place)
{
    place->line = line;
    place->next = NULL;
    place->previous = line->last;
    if (line->last != NULL)
        line->last->next = place;
    else
        line->first = place;
    line->last = place;
}

/* Leave the line, if the place is in one. */
static inline void coro__line_leave(coro__place_t *place)
{
    coro__line_t *line = place->line;

    if (line == NULL)
        return;
    if (place->previous != NULL)
        place->previous->next = place->next;
    else
        line->first = place->next;
    if (place->next != NULL)
        place->next->previous = place->previous;
    else
        line->last = place->previous;
    place->line = NULL;
}

/* Take the first out; NULL if there is none. */
static inline coro__place_t *coro__line_take(coro__line_t *line)
{
    coro__place_t *first = line->first;

    if (first != NULL)
        coro__line_leave(first);
    return first;
}

/* What a place, or anything else that is embedded, lies in. */
#define CORO__OWNER(type, member, pointer) \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
