/* SPDX-License-Identifier: MIT */
/* `state`: what the library says of an object. */
#include "act.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

static void print_future(const stmt_t *stmt, coro_future_t *future)
{
    coro_value_t value;
    int status = coro_future_result(future, &value);

    if (status == CORO_E_PENDING) {
        fputs("pending", stdout);
    } else if (status == CORO_E_AWAITED_CANCELLED) {
        fputs("cancelled", stdout);
    } else {
        fputs(status == 0 ? "result " : "raised ", stdout);
        value_print(stdout, pair_outcome(stmt, status, value).value);
    }
}

static void print_locked(bool locked)
{
    fputs(locked ? "locked" : "unlocked", stdout);
}

static void print(const stmt_t *stmt, object_t *object)
{
    switch (object->kind) {
    case TASK:
    case FUTURE:
        print_future(stmt, table_future(object));
        break;
    case TIMEOUT:
        fputs(coro_timeout_expired(&object->u.timeout) ? "expired" : "active",
              stdout);
        break;
    case EVENT:
        fputs(coro_event_is_set(&object->u.event) ? "set" : "unset", stdout);
        break;
    case LOCK:
        print_locked(coro_mutex_is_locked(&object->u.lock));
        break;
    case CONDITION:
        print_locked(coro_mutex_is_locked(object->u.condition.mutex));
        break;
    case SEMAPHORE:
        print_locked(coro_semaphore_is_locked(&object->u.semaphore));
        break;
    case QUEUE:
        printf("size %zu", coro_queue_size(&object->u.queue));
        break;
    case BARRIER:
        if (coro_barrier_is_broken(&object->u.barrier))
            fputs("broken", stdout);
        else
            printf("waiting %zu", coro_barrier_waiting(&object->u.barrier));
        break;
    default:
        fputs(coro_state_name(coro_state(object->u.gen)), stdout);
        break;
    }
}

outcome_t act_state(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome;
    object_t *object =
        table_operand(frame, stmt->atoms[0], ~(unsigned)GROUP, &outcome);

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    if (!trace_line(frame->name))
        return stopped();
    print(stmt, object);
    putchar('\n');
    return went_on(NULL);
}
