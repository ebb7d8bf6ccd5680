/* SPDX-License-Identifier: MIT */
/* The handle table: LANGUAGE.md, section 3. Objects live in the arena. */
#ifndef TABLE_H
#define TABLE_H

#include "frame.h"

typedef enum kind {
    TASK = 1,
    FUTURE = 2,
    TIMEOUT = 4,
    GROUP = 8,
    EVENT = 16,
    LOCK = 32,
    SEMAPHORE = 64,
    CONDITION = 128,
    QUEUE = 256,
    BARRIER = 512,
    GENERATOR = 1024
} kind_t;

typedef struct object object_t;
struct object {
    kind_t kind;
    int64_t slot;
    const char *name; /* of a task or generator */
    union {
        coro_task_t *task;
        coro_future_t future;
        coro_timeout_t timeout;
        coro_group_t group;
        coro_event_t event;
        coro_mutex_t lock;
        coro_semaphore_t semaphore;
        coro_condition_t condition;
        coro_barrier_t barrier;
        coro_queue_t queue;
        coro_t *gen;
    } u;
    coro_mutex_t own; /* of a condition that was given none */
    int64_t ended_at; /* of a task */
    bool touched;     /* a generator that an operation was done on */
    bool ignored; /* one that ignored its exit, after which it is left alone */
};

/* Is there room for a handle? If not, `limit` is printed. */
bool table_has_room(void);

/* Make an object with the next slot; there is room. */
object_t *table_add(kind_t kind, const char *name);

/* The name that a task or generator of a block has with the next slot. */
const char *table_name(const block_t *block);

/* The object of a slot; NULL behind the last. */
object_t *table_at(int64_t slot);

/* The object of an operand, which has one of these kinds; or NULL and
 * TypeError(kind). */
object_t *table_operand(const frame_t *frame, atom_t atom, unsigned kinds,
                        outcome_t *outcome);

/* The future of a task or future. */
coro_future_t *table_future(object_t *object);

/* A scenario begins. */
void table_begin(void);

/* Free generators and queues; the tasks have gone with the scheduler. */
void table_clear(void);

#endif
