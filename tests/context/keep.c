/* SPDX-License-Identifier: MIT */
/* The switches that values are kept over. */
#include "keep.h"

#define FROM(a, i) 0x##a##00000000000000 + 0x0101010101 * (i)
#define VALUES(a)                                                           \
    FROM(a, 1), FROM(a, 2), FROM(a, 3), FROM(a, 4), FROM(a, 5), FROM(a, 6), \
        FROM(a, 7), FROM(a, 8), FROM(a, 9), FROM(a, 10), FROM(a, 11),       \
        FROM(a, 12), FROM(a, 13), FROM(a, 14), FROM(a, 15), FROM(a, 16),    \
        FROM(a, 17), FROM(a, 18), FROM(a, 19), FROM(a, 20), FROM(a, 21),    \
        FROM(a, 22), FROM(a, 23), FROM(a, 24), FROM(a, 25), FROM(a, 26),    \
        FROM(a, 27), FROM(a, 28), FROM(a, 29), FROM(a, 30), FROM(a, 31),    \
        FROM(a, 32)

const volatile uint64_t driver_values[32] = {VALUES(1d)};
const volatile uint64_t body_values[32] = {VALUES(2b)};

typedef struct scene {
    const keepers_t *keepers;
    coro_t *inner;
    unsigned changed;
} scene_t;

static int inner_body(coro_t *self, coro_value_t arg)
{
    scene_t *scene = arg.ptr;

    for (int i = 0; i < 3; i++)
        scene->changed += scene->keepers->yield(NULL, self, body_values);
    return 0;
}

static int outer_body(coro_t *self, coro_value_t arg)
{
    scene_t *scene = arg.ptr;
    const keepers_t *keepers = scene->keepers;

    for (int i = 0; i < 4; i++)
        scene->changed += keepers->yield(NULL, self, body_values);
    scene->changed += keepers->yield_from(scene->inner, self, body_values);
    return 0;
}

typedef struct party {
    scene_t *scene;
    const volatile uint64_t *values;
} party_t;

static int passing_body(coro_t *self, coro_value_t arg)
{
    const party_t *party = arg.ptr;
    scene_t *scene = party->scene;

    for (int i = 0; i < 3; i++)
        scene->changed += scene->keepers->pass(NULL, self, party->values);
    return 0;
}

static void keep_over_turns(scene_t *scene)
{
    static const coro_options_t options = {.stack_size = ROOMY_STACK};
    party_t parties[] = {{scene, driver_values}, {scene, body_values}};
    coro_sched_t *sched = coro_sched_new(NULL);

    for (int i = 0; i < 2; i++)
        coro_task_release(
            coro_spawn(sched, passing_body, coro_ptr(&parties[i]), &options));
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_int_eq(coro_sched_free(sched), 0);
}

unsigned keep_over_all(const keepers_t *keepers)
{
    scene_t scene = {keepers, NULL, 0};
    keep_t *const in_turn[] = {keepers->next, keepers->send, keepers->throw_in,
                               keepers->next, keepers->send};
    coro_t *outer = new_generator(outer_body, coro_ptr(&scene));
    size_t turn = 0;

    scene.inner = new_generator(inner_body, coro_ptr(&scene));
    for (; coro_state(outer) != CORO_STATE_CLOSED; turn++)
        scene.changed += in_turn[turn % 5](outer, NULL, driver_values);
    ck_assert_uint_eq(turn, 8);
    ck_assert_int_eq(coro_free(outer), 0);
    ck_assert_int_eq(coro_free(scene.inner), 0);
    keep_over_turns(&scene);
    return scene.changed;
}
