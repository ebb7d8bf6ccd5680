/* SPDX-License-Identifier: MIT */
/*
 * The post office: posts between worlds, each of which has a thread, and
 * within one. A letter is posted there, answered by a post back; nobody goes
 * home before all have said farewell.
 */
#ifndef OFFICE_H
#define OFFICE_H

#include "world.h"

#include <pthread.h>

enum {
    MOST_WORLDS = 4
};

typedef struct letter {
    coro_post_t there, back;
    world_t *from, *to;
    bool is_out;      /* from its sending to its return */
    int users;        /* who waits for its return */
    unsigned number;  /* of those sent, the receiver's copy of it */
    unsigned arrived; /* how many have */
    coro_future_t answer;
} letter_t;

typedef struct farewell {
    coro_post_t post;
    world_t *to;
} farewell_t;

/* What a world has of the office. */
typedef struct counter {
    world_t *world;
    coro_post_t bell;    /* that anybody rings, at any time */
    unsigned rung;       /* atomic: how often that was not in vain */
    unsigned heard;      /* how often it was heard */
    unsigned asked;      /* atomic: written before each time it is rung */
    unsigned seen;       /* of asked, when it was last heard */
    unsigned out;        /* letters */
    coro_event_t back;   /* one has come back */
    int farewells;       /* that have come */
    coro_future_t empty; /* all worlds have said so */
    letter_t letters[MOST_WORLDS][LETTERS]; /* to that world */
    farewell_t farewell[MOST_WORLDS];
} counter_t;

typedef struct post_office {
    int worlds;
    pthread_barrier_t together;
    counter_t counters[MOST_WORLDS];
} post_office_t;

void office_open(post_office_t *office, int worlds);
void office_close(post_office_t *office);

int office_worlds(const world_t *world);
void office_begin(world_t *world);
void office_end(world_t *world);

/* Send a letter and wait for its return, or ring a bell. */
int use_post(const actor_t *me);

#endif
