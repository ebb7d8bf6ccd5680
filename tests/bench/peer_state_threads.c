/* SPDX-License-Identifier: MIT */
/* State Threads: the scheduler of an internet server of 2000. */
#include "contestant.h"

#include <st.h>
#include <stdlib.h>

static size_t rounds, waiting;
static double start, elapsed;

/* As in coro_sched.c. Debian's version has no st_thread_yield. */
static void *take_turns(void *arg)
{
    (void)arg;
    if (--waiting == 0)
        start = now_ns();
    st_usleep(0);
    for (size_t i = 1; i < rounds; i++)
        st_usleep(0);
    if (elapsed == 0)
        elapsed = now_ns() - start;
    return NULL;
}

static void run_all(size_t count, void *(*body)(void *))
{
    st_thread_t *all = calloc(count, sizeof(st_thread_t));

    if (st_init() != 0)
        give_up("st_init failed");
    for (size_t i = 0; i < count; i++) {
        all[i] = st_thread_create(body, NULL, 1, 64 * 1024);
        if (all[i] == NULL)
            give_up("st_thread_create failed");
    }
    for (size_t i = 0; i < count; i++)
        st_thread_join(all[i], NULL);
    free(all);
}

static double sched_yield(size_t count, size_t tasks)
{
    rounds = count > tasks ? count / tasks : 1;
    waiting = tasks;
    elapsed = 0;
    run_all(tasks, take_turns);
    return elapsed * (double)count / (double)(rounds * tasks);
}

static void *sleep_at_random(void *arg)
{
    (void)arg;
    st_usleep(random_number() % 1000000);
    return NULL;
}

static double sleepers(size_t count, size_t size)
{
    double before = cpu_ns();

    (void)size;
    run_all(count, sleep_at_random);
    return cpu_ns() - before;
}

static void *empty(void *arg)
{
    return arg;
}

static double spawn_await(size_t count, size_t size)
{
    double before;

    (void)size;
    st_init();
    before = now_ns();
    for (size_t i = 0; i < count; i++)
        st_thread_join(st_thread_create(empty, NULL, 1, 64 * 1024), NULL);
    return now_ns() - before;
}

/* A mailbox of a few slots, as its documentation builds everything: of
 * condition variables. */
enum {
    MOST_SLOTS = 64
};

static struct mailbox {
    int64_t slots[MOST_SLOTS];
    size_t size, head, count;
    st_cond_t not_empty, not_full;
} box;

static size_t messages;

static void put(int64_t value)
{
    while (box.count == box.size)
        st_cond_wait(box.not_full);
    box.slots[(box.head + box.count++) % box.size] = value;
    st_cond_signal(box.not_empty);
}

static int64_t get(void)
{
    int64_t value;

    while (box.count == 0)
        st_cond_wait(box.not_empty);
    value = box.slots[box.head];
    box.head = (box.head + 1) % box.size;
    box.count--;
    st_cond_signal(box.not_full);
    return value;
}

static void *gets(void *arg)
{
    int64_t sum = 0;

    for (size_t i = 0; i < messages; i++)
        sum += get();
    elapsed = now_ns() - start;
    consume(sum);
    return arg;
}

static void *puts_in(void *arg)
{
    start = now_ns();
    for (size_t i = 0; i < messages; i++)
        put((int64_t)i);
    return arg;
}

/* As in coro_messages.c. */
static double queue(size_t count, size_t size)
{
    st_thread_t both[2];

    if (st_init() != 0)
        give_up("st_init failed");
    messages = count;
    box = (struct mailbox){
        .size = size, .not_empty = st_cond_new(), .not_full = st_cond_new()};
    both[0] = st_thread_create(gets, NULL, 1, 64 * 1024);
    both[1] = st_thread_create(puts_in, NULL, 1, 64 * 1024);
    for (int i = 0; i < 2; i++)
        st_thread_join(both[i], NULL);
    st_cond_destroy(box.not_empty);
    st_cond_destroy(box.not_full);
    return elapsed;
}

/* It has nothing else to hand a value over with. */
static double channel(size_t count, size_t size)
{
    (void)size;
    return queue(count, 1);
}

static void *park(void *arg)
{
    st_usleep(ST_UTIME_NO_TIMEOUT);
    return arg;
}

static double memory(size_t count, size_t size)
{
    double before;

    (void)size;
    st_init();
    before = resident_bytes();
    for (size_t i = 0; i < count; i++)
        if (st_thread_create(park, NULL, 0, 64 * 1024) == NULL)
            give_up("st_thread_create failed");
    st_sleep(0);
    return resident_bytes() - before;
}

int main(int argc, char **argv)
{
    const metric_t metrics[] = {{"sched_yield", sched_yield},
                                {"sleepers", sleepers},
                                {"spawn_await", spawn_await},
                                {"queue", queue},
                                {"channel", channel},
                                {"memory", memory},
                                {NULL, NULL}};

    return contestant_main(argc, argv, metrics);
}
