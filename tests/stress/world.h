/* SPDX-License-Identifier: MIT */
/*
 * A world: a scheduler on a virtual clock, a crowd of tasks that do everything
 * with everything at random, and what they do it with. What happens in one is
 * the same for the same seed. Each file of this directory has a part of it,
 * begins and ends that part, and says what must hold of it whenever nobody is
 * ready: whoever could go on then has lost a wake-up.
 */
#ifndef WORLD_H
#define WORLD_H

#include <coro.h>
#include <stdbool.h>

enum {
    KINDS = 3,    /* sync objects of each kind */
    PIPES = 3,    /* pairs of sockets */
    PROMISES = 4, /* futures that anybody sets */
    SLOTS = 40,   /* tasks that others know of */
    STREAMS = 4,  /* asynchronous generators */
    LETTERS = 2   /* posts from one world to another, and back */
};

typedef struct world world_t;

/* A task, from when it is made to the end of the world. */
typedef struct record {
    coro_awaited_t end; /* its callback's, if it has one */
    world_t *world;
    coro_task_t *task; /* a reference, or NULL */
    unsigned age;      /* who is awaited is younger: no circles */
    int steps;
    int64_t local; /* what its task-local must be */
    int said;      /* what its body returned */
    bool started, returned;
    bool watched;      /* it has a callback */
    unsigned ends;     /* how often that was called */
    bool taken, told;  /* its failure, by somebody; to the hook */
    bool taken_may_be; /* by who was cancelled all the same */
    struct record *next;
} record_t;

typedef struct crowd {
    record_t *records;
    record_t *slots[SLOTS];
    unsigned youngest;
} crowd_t;

typedef struct locks {
    coro_mutex_t mutexes[KINDS];
    int holders[KINDS];
    coro_condition_t conditions[KINDS];
    coro_semaphore_t semaphores[KINDS];
    int units_taken[KINDS];
    coro_event_t events[KINDS];
    coro_barrier_t barriers[KINDS];
} locks_t;

/* Where an item is. */
typedef enum fate {
    OFFERED,  /* on its way */
    GOT,      /* by one task, once */
    WITHDRAWN /* the call that offered it said that it did not go */
} fate_t;

typedef struct items {
    unsigned char *fates;
    size_t count, capacity;
    coro_queue_t queues[KINDS];
    int users[KINDS]; /* who is in a call on that queue */
    coro_channel_t channels[KINDS];
} items_t;

typedef struct pipes {
    int ends[PIPES][2]; /* descriptors; both are written to and read from */
    int writers[PIPES][2], readers[PIPES][2];
} pipes_t;

typedef struct promises {
    coro_future_t futures[PROMISES];
    int users[PROMISES];   /* who waits for this one */
    int sharers[PROMISES]; /* and for others with it */
} promises_t;

/* An asynchronous generator that any task drives. */
typedef struct stream {
    coro_t *gen;
    world_t *world;
    bool driven;      /* somebody is in it, or waits in it */
    record_t *driver; /* who */
    int64_t yielded;
    int opened, cleaned; /* bodies that began; and that cleaned up */
} stream_t;

struct post_office; /* office.h */

struct world {
    uint64_t seed, draws, hash;
    long operations;
    coro_sched_t *sched;
    coro_virtual_clock_t time;
    coro_local_t local;
    crowd_t crowd;
    locks_t locks;
    items_t items;
    pipes_t pipes;
    promises_t promises;
    stream_t streams[STREAMS];
    struct post_office *office;
    int number; /* of the worlds of this office */
};

/* A body that acts, at any depth of a task. */
typedef struct actor {
    world_t *world;
    coro_t *self;
    record_t *record;
} actor_t;

/* ---- world.c */

_Noreturn void world_broken(const world_t *world, const char *what,
                            const char *file, int line);
#define MUST(world, what) \
    ((what) ? (void)0 : world_broken((world), #what, __FILE__, __LINE__))

unsigned draw(world_t *world, unsigned below);

/* From when, and until when, a call waits. */
typedef struct span {
    int64_t began_ns, until_ns;
} span_t;
span_t soon(const actor_t *me);

/* What a call may come to beside 0 and -ECANCELED. */
enum {
    MAY_BE_LATE = 1,
    MAY_LOSE = 2, /* CORO_E_AWAITED_CANCELLED */
    /* CORO_E_USER, of a task; - 1, of a future; - 2, of the body of a group */
    MAY_FAIL = 4,
    MAY_BREAK = 8, /* a barrier */
    MAY_CLOSE = 16 /* a descriptor, a queue */
};

/* A call came to this: it must be something that it may come to. */
int came(const actor_t *me, int rc, unsigned may);
/* The same, of one that gives up at that time and not at any other. */
int came_by(const actor_t *me, int rc, unsigned may, span_t span);

int pause_a_while(const actor_t *me);

/* A timeout, which takes back what it asks for. */
typedef struct scope {
    coro_timeout_t timeout;
    int64_t until_ns;
    unsigned cancels; /* requests to stop there were before */
} scope_t;
void scope_begin(const actor_t *me, scope_t *scope);
int scope_end(const actor_t *me, scope_t *scope, int rc, unsigned may);

/* For coro_sched_each, to count. */
void world_see(void *ctx, coro_task_t *task);

void world_begin(world_t *world, uint64_t seed);
void world_end(world_t *world);

/* ---- Each part: begin, what must hold when nobody is ready, end; and what
 * one may do with it. */

void locks_begin(world_t *world);
void locks_idle(const world_t *world);
void locks_end(world_t *world);
int use_mutex(const actor_t *me);
int use_semaphore(const actor_t *me);
int use_event(const actor_t *me);
int use_barrier(const actor_t *me);

void items_begin(world_t *world);
void items_idle(const world_t *world);
void items_end(world_t *world);
int use_queue(const actor_t *me);
int use_channel(const actor_t *me);
/* The life of an item: it goes somewhere, and arrives; or does not go. */
int64_t item_offer(world_t *world);
void item_got(world_t *world, int64_t item);
void item_withdraw(world_t *world, int64_t item);

void pipes_begin(world_t *world);
void pipes_idle(const world_t *world);
void pipes_end(world_t *world);
int use_pipe(const actor_t *me);
/* A pipe(2), the reading end of which does not block. */
void open_ends(const world_t *world, int *ends);

void promises_begin(world_t *world);
void promises_idle(const world_t *world);
void promises_end(world_t *world);
int use_promise(const actor_t *me);
void promise_learned(const world_t *world, int i, int rc, coro_value_t value);

void streams_begin(world_t *world);
void streams_end(world_t *world);
int use_stream(const actor_t *me);

/* Wait for what never comes, and be cancelled. */
int be_alone(const actor_t *me);
/* Wait for what another one is cancelled for. */
int hand_over(const actor_t *me);
/* Have children that fail, or end, at known times. */
int fail_together(const actor_t *me);
int wait_for_siblings(const actor_t *me);

/* ---- crowd.c */

/* What a member of the crowd does next. */
int act(const actor_t *me);

void crowd_begin(world_t *world);
void crowd_idle(world_t *world);
void crowd_end(world_t *world);

/* Make a record, and its task; some are let go of at once. */
record_t *crowd_spawn(world_t *world, const record_t *parent, int steps,
                      coro_group_t *group);
/* The handle of one that is younger; NULL if none is found. */
record_t *crowd_younger(const actor_t *me);
/* Somebody got the outcome of a task. */
void crowd_learned(record_t *record, int rc, coro_value_t value);

/* ---- company.c */

int wait_for_one(const actor_t *me);
int wait_for_some(const actor_t *me);
int gather_in_time(const actor_t *me);
int take_as_completed(const actor_t *me);
int be_a_group(const actor_t *me);

#endif
