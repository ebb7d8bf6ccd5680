/* SPDX-License-Identifier: MIT */
/* See office.h. */
#include "office.h"

#include <string.h>

static counter_t *counter_of(const world_t *world)
{
    return &world->office->counters[world->number];
}

int office_worlds(const world_t *world)
{
    return world->office->worlds;
}

/* ---- What runs on the threads that it is posted to */

static int answers(coro_t *self, coro_value_t arg)
{
    letter_t *letter = arg.ptr;

    MUST(letter->to, coro_sched_yield(self) == 0);
    MUST(letter->to, coro_post(&letter->back) == 0);
    return 0;
}

static void letter_arrived(void *ctx)
{
    letter_t *letter = ctx;

    MUST(letter->to, ++letter->arrived == letter->number);
    if (draw(letter->to, 2))
        MUST(letter->to, coro_post(&letter->back) == 0);
    else
        coro_task_release(
            coro_spawn(letter->to->sched, answers, coro_ptr(letter), NULL));
}

static void letter_returned(void *ctx)
{
    letter_t *letter = ctx;

    MUST(letter->from, letter->is_out);
    letter->is_out = false;
    counter_of(letter->from)->out--;
    coro_event_set(&counter_of(letter->from)->back);
    coro_future_set(&letter->answer, coro_int(letter->number));
}

static void bell_rang(void *ctx)
{
    counter_t *counter = ctx;
    int rc;

    counter->heard++;
    counter->seen = __atomic_load_n(&counter->asked, __ATOMIC_RELAXED);
    if (draw(counter->world, 4) > 0)
        return;
    rc = coro_post(&counter->bell); /* again */
    if (rc == 0)
        __atomic_add_fetch(&counter->rung, 1, __ATOMIC_RELAXED);
    MUST(counter->world, rc == 0 || office_worlds(counter->world) > 1);
}

static void farewell_came(void *ctx)
{
    const farewell_t *farewell = ctx;
    counter_t *counter = counter_of(farewell->to);

    if (++counter->farewells == office_worlds(farewell->to))
        MUST(farewell->to, coro_future_set(&counter->empty, coro_none()) == 0);
}

/* ---- Begin */

void office_open(post_office_t *office, int worlds)
{
    memset(office, 0, sizeof *office);
    office->worlds = worlds;
    pthread_barrier_init(&office->together, NULL, (unsigned)worlds);
}

void office_close(post_office_t *office)
{
    pthread_barrier_destroy(&office->together);
}

static void prepare(world_t *world, coro_post_t *post, void (*fn)(void *ctx),
                    void *ctx)
{
    MUST(world, coro_post_init(post, world->sched, fn, ctx) == 0);
}

static void prepare_letter(world_t *world, int from, int to, int i)
{
    letter_t *letter = &world->office->counters[from].letters[to][i];

    if (to == world->number) {
        letter->to = world;
        prepare(world, &letter->there, letter_arrived, letter);
    }
    if (from == world->number) {
        letter->from = world;
        prepare(world, &letter->back, letter_returned, letter);
    }
}

/* The last of a world's tasks. When all others are over, and all letters back,
 * it says farewell, and waits until everybody has: till then letters come. */
static int lingers(coro_t *self, coro_value_t arg)
{
    const world_t *world = arg.ptr;
    counter_t *counter = counter_of(world);

    while (coro_task_state(coro_task_current(self)) == CORO_TASK_RUNNING) {
        size_t tasks = coro_sched_each(world->sched, world_see, NULL);

        if (tasks == 1 && counter->out == 0)
            break;
        coro_event_clear(&counter->back);
        if (tasks == 1)
            MUST(world, coro_event_wait(self, &counter->back) == 0);
        else
            MUST(world, coro_sleep(self, CORO_MS(1)) == 0);
    }
    for (int to = 0; to < office_worlds(world); to++)
        MUST(world,
             coro_post(
                 &world->office->counters[to].farewell[world->number].post) ==
                 0);
    MUST(world, coro_future_await(self, &counter->empty, NULL) == 0);
    return 0;
}

void office_begin(world_t *world)
{
    post_office_t *office = world->office;
    counter_t *counter = counter_of(world);

    counter->world = world;
    prepare(world, &counter->bell, bell_rang, counter);
    for (int other = 0; other < office->worlds; other++) {
        farewell_t *farewell = &counter->farewell[other];

        farewell->to = world;
        prepare(world, &farewell->post, farewell_came, farewell);
        for (int i = 0; i < LETTERS; i++) {
            prepare_letter(world, other, world->number, i);
            if (other != world->number)
                prepare_letter(world, world->number, other, i);
        }
    }
    coro_task_release(coro_spawn(world->sched, lingers, coro_ptr(world), NULL));
    pthread_barrier_wait(&office->together);
}

/* ---- End */

static void finish(world_t *world, coro_post_t *post)
{
    MUST(world, coro_post_fini(post) == 0);
    MUST(world, coro_post(post) == -EINVAL);
}

static void finish_letter(world_t *world, letter_t *letter)
{
    MUST(world, !letter->is_out && letter->users == 0);
    MUST(world, letter->arrived == letter->number);
    if (letter->to == world)
        finish(world, &letter->there);
    if (letter->from == world)
        finish(world, &letter->back);
}

void office_end(world_t *world)
{
    post_office_t *office = world->office;
    counter_t *counter = counter_of(world);

    pthread_barrier_wait(&office->together);
    MUST(world, counter->heard == counter->rung);
    MUST(world, counter->seen == counter->asked);
    finish(world, &counter->bell);
    for (int other = 0; other < office->worlds; other++) {
        finish(world, &counter->farewell[other].post);
        for (int i = 0; i < LETTERS; i++) {
            finish_letter(world,
                          &office->counters[other].letters[world->number][i]);
            if (other != world->number)
                finish_letter(world, &counter->letters[other][i]);
        }
    }
    pthread_barrier_wait(&office->together);
}

/* ---- Use */

static int ring(const actor_t *me, counter_t *counter)
{
    int rc;

    __atomic_add_fetch(&counter->asked, 1, __ATOMIC_RELAXED);
    rc = coro_post(&counter->bell);
    MUST(me->world, rc == 0 || rc == CORO_E_PENDING);
    if (rc == 0)
        __atomic_add_fetch(&counter->rung, 1, __ATOMIC_RELAXED);
    return came(me, 0, 0);
}

static void send_letter(const actor_t *me, letter_t *letter)
{
    letter->is_out = true;
    letter->number++;
    letter->answer = (coro_future_t)CORO_FUTURE_INIT;
    counter_of(me->world)->out++;
    MUST(me->world, coro_post(&letter->there) == 0);
}

/* It comes back, whether or not somebody still waits for it. */
static int await_return(const actor_t *me, letter_t *letter)
{
    unsigned number = letter->number;
    coro_value_t value;
    int rc;

    letter->users++;
    if (draw(me->world, 2))
        rc =
            coro_wait_for(me->self, &letter->answer, soon(me).until_ns, &value);
    else
        rc = coro_shield(me->self, &letter->answer, &value);
    letter->users--;
    MUST(me->world, rc != 0 || value.i64 == number);
    return came(me, rc, MAY_BE_LATE | MAY_LOSE);
}

int use_post(const actor_t *me)
{
    post_office_t *office = me->world->office;
    unsigned to = draw(me->world, (unsigned)office->worlds);
    counter_t *mine = counter_of(me->world);
    letter_t *letter = &mine->letters[to][draw(me->world, LETTERS)];

    if (draw(me->world, 3) == 0)
        return ring(me, &office->counters[to]);
    if (!letter->is_out && letter->users == 0)
        send_letter(me, letter);
    return await_return(me, letter);
}
