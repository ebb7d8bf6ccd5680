/* SPDX-License-Identifier: MIT */
/*
 * One run: operations on a handful of generators, as bytes tell. The program
 * reads the first one; a body that it begins reads the next, and so on: each
 * byte is an operation of whoever acts, and operations may begin, resume, end
 * or free anybody. After the last byte bodies end and generators are freed.
 *
 * Whatever differs from the model, and whatever is left, aborts.
 */
#include "act.h"
#include "script.h"
#include "stack/stack.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void hook(void *ctx, const char *name, int status, coro_value_t payload)
{
    const party_t freed = model_expects()->party;

    (void)ctx;
    check_happens(EVENT_HOOK, freed, status, &payload);
    if (strcmp(name, created_name(freed.gen)) != 0)
        fail("the hook is told of '%s'", name);
    model_hook_end();
}

/* Those that others delegate to are freed after these. */
static void free_all(actor_t *me)
{
    for (int round = 0; round < GENS; round++)
        for (int i = 0; i < GENS; i++)
            if (model_alive(i))
                operate_free(me, i);
    for (int i = 0; i < GENS; i++)
        if (model_alive(i))
            fail("g%d cannot be freed", i);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const size_t in_use = coro__stack_in_use();
    actor_t me = {{NOBODY, 0, 0}, NULL, 0, 0, false};

    script_begin(bytes, size);
    model_begin();
    check_begin();
    create_begin();
    body_begin();
    coro_set_unraisable_hook(hook, NULL);
    while (!script_ended())
        operate(&me);
    free_all(&me);
    create_check_end();
    if (coro__stack_in_use() != in_use)
        fail("stacks are left");
    return 0;
}
