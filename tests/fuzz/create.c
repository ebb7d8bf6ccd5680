/* SPDX-License-Identifier: MIT */
/* Generators with all kinds of options. */
#include "act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MARGIN = 64,
    /* Checked bodies have bigger frames. */
    /* with big frames, or contexts, on them */
    IS_ROOMY = CORO__CHECKED || !CORO_CONTEXT_ASM,
    OWN_SIZE = IS_ROOMY ? 64 * 1024 + 24 : 20 * 1024 + 24,
    SMALL_SIZE = IS_ROOMY ? 64 * 1024 : 12 * 1024,
    COPIED = 40
};

/* Stacks that are not the library's, with margins nobody may write to. */
static struct {
    unsigned char below[MARGIN];
    unsigned char stack[OWN_SIZE];
    unsigned char above[MARGIN];
} memory[GENS];

static char names[GENS][8];
static int allocated;

static void *allocate(size_t size, void *ctx)
{
    void *base = malloc(size);

    (void)ctx;
    allocated += base != NULL;
    return base;
}

static void release(void *base, size_t size, void *ctx)
{
    (void)ctx;
    memset(base, 0xdd, size); /* see that all of it is there */
    allocated--;
    free(base);
}

static const coro_stack_allocator_t allocator = {allocate, release, NULL};

void create_begin(void)
{
    allocated = 0;
    for (int i = 0; i < GENS; i++) {
        memset(memory[i].below, 0xa5, MARGIN);
        memset(memory[i].above, 0xa5, MARGIN);
    }
}

const char *created_name(int gen)
{
    return names[gen];
}

static void check_margins(int gen)
{
    for (int i = 0; i < MARGIN; i++)
        if (memory[gen].below[i] != 0xa5 || memory[gen].above[i] != 0xa5)
            fail("what lies around the stack of g%d was written to", gen);
}

void create_check_end(void)
{
    for (int i = 0; i < GENS; i++)
        check_margins(i);
    if (allocated != 0)
        fail("%d stacks were not given back", allocated);
}

static size_t least_size(void)
{
    return CORO__CHECKED ? SMALL_SIZE : coro_stack_min();
}

static coro_options_t options_of(int gen, unsigned number)
{
    coro_options_t options = {0};

    switch (number) {
    case 1:
        options.stack_size = least_size();
        break;
    case 2:
        options.stack_size = least_size();
        options.flags = CORO_STACK_UNGUARDED;
        break;
    case 3:
        options.stack_size = SMALL_SIZE;
        options.flags = CORO_STACK_UNGUARDED | CORO_STACK_SMALL;
        break;
    case 4:
        options.stack = memory[gen].stack;
        options.stack_size = OWN_SIZE;
        break;
    case 5:
        options.stack = memory[gen].stack + 7;
        options.stack_size = SMALL_SIZE - 901;
        options.flags = CORO_STACK_SMALL;
        break;
    case 6:
        options.allocator = &allocator;
        break;
    default:
        break;
    }
    return options;
}

static coro_t *create_copy(int64_t arg, const coro_options_t *options)
{
    int64_t copied[COPIED];

    for (int i = 0; i < COPIED; i++)
        copied[i] = arg + i;
    return coro_new_copy(body_of_copy, copied, sizeof copied, options);
}

void create(actor_t *me, int gen, unsigned number)
{
    const int64_t arg = body_arg(gen, 0);
    coro_options_t options = options_of(gen, number % 8);
    char name[sizeof names[0]] = "";

    if (number & 8) {
        snprintf(name, sizeof name, "n%u", (unsigned)(arg >> 6) % 100000);
        options.name = name;
    }
    memcpy(names[gen], name, sizeof name);
    note("g%d: new g%d, options %u", me->party.gen, gen, number % 32);
    model_new(gen, arg);
    model_refused(0);
    if (number & 16)
        handles[gen] = create_copy(arg, &options);
    else
        handles[gen] = coro_new(body, coro_int(arg), &options);
    if (handles[gen] == NULL)
        fail("g%d: coro_new: %s", gen, coro_strerror(-errno));
    check_answer(me, 0, NULL);
}

void create_refused(actor_t *me, unsigned number)
{
    coro_options_t options = {0};
    coro_fn_t *fn = body;
    const char *args = "";
    coro_t *made;

    switch (number) {
    case 0:
        fn = NULL;
        break;
    case 1:
        options.flags = 1U << 7;
        break;
    case 2:
        options.stack = memory[0].stack;
        options.stack_size = OWN_SIZE;
        options.allocator = &allocator;
        break;
    case 3:
        options.stack_size = 1;
        break;
    case 4:
        options.stack = memory[0].stack;
        break;
    case 5:
        options.stack_size = CORO_STACK_MAX + 1;
        break;
    case 6:
        args = NULL;
        break;
    default:
        options.stack_size = CORO_STACK_TINY;
        break;
    }
    note("g%d: new refused, %u", me->party.gen, number);
    model_refused(-EINVAL);
    errno = 0;
    made = coro_new_copy(fn, args, 1, &options);
    check_answer(me, made == NULL ? -errno : 0, NULL);
}
