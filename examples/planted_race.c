/* SPDX-License-Identifier: MIT */
/* A race, found: two tasks take money from an account, which both look at
 * before they wait. In the order in which they are made all goes well; some
 * seed of another order shows that it need not. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static coro_mutex_t mutex;
static int64_t balance;

static int withdraw(coro_t *self, coro_value_t careful)
{
    int rc = careful.i64 ? coro_mutex_lock(self, &mutex) : 0;

    if (rc != 0)
        return rc;
    if (balance >= 100) {
        rc = coro_sched_yield(self); /* asks the bank */
        balance -= 100;
    }
    if (careful.i64)
        coro_mutex_unlock(&mutex);
    return rc;
}

/* Pays in as soon as it is its turn. */
static int deposit(coro_t *self, coro_value_t arg)
{
    (void)self;
    balance += 100;
    return arg.i64 < 0;
}

/* Run them in the order of a seed; the balance afterwards. */
static int64_t try_order(uint64_t seed, int careful)
{
    coro_sched_options_t options = {.shuffle_seed = seed};
    coro_sched_t *sched = coro_sched_new(&options);

    mutex = (coro_mutex_t)CORO_MUTEX_INIT;
    balance = 0;
    if (coro_spawn(sched, withdraw, coro_int(careful), NULL) == NULL ||
        coro_spawn(sched, deposit, coro_none(), NULL) == NULL ||
        coro_spawn(sched, withdraw, coro_int(careful), NULL) == NULL ||
        coro_sched_run(sched) != 0)
        balance = INT64_MIN;
    coro_sched_free(sched);
    return balance;
}

int main(void)
{
    for (int careful = 0; careful <= 1; careful++) {
        int bad = 0;

        for (uint64_t seed = 0; seed < 100; seed++)
            bad += try_order(seed, careful) < 0;
        printf("%s a mutex: as made %s, shuffled %s\n",
               careful ? "with" : "without",
               try_order(0, careful) < 0 ? "overdrawn" : "good",
               bad > 0 ? "sometimes overdrawn" : "good");
    }
    return 0;
}
