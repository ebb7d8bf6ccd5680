/* SPDX-License-Identifier: MIT */
/* See ledger.h. */
#include "ledger.h"

#include "stack/registry.h"
#include "stack/stack.h"

#include <fcntl.h>
#include <string.h>

enum {
    MAPPINGS = 64,
    DESCRIPTORS = 128
};

static atomic_long blocks;
static struct {
    uintptr_t from, to; /* equal: none */
} mappings[MAPPINGS];
static uintptr_t last; /* mapped */
static bool was_open[DESCRIPTORS];

/* A leaf of the registry stays for good. */
void *ledger_block(void *block, size_t size)
{
    if (block != NULL && size != sizeof(coro__leaf_t))
        blocks++;
    return block;
}

void ledger_free(void *block)
{
    if (block != NULL)
        blocks--;
}

static void note(uintptr_t from, uintptr_t to)
{
    int i = 0;

    if (from >= to)
        return;
    while (i < MAPPINGS - 1 && mappings[i].from != mappings[i].to)
        i++;
    mappings[i].from = from;
    mappings[i].to = to;
}

void ledger_map(void *base, size_t size)
{
    last = (uintptr_t)base;
    note(last, last + size);
}

/* It may be a part of one that was mapped. */
void ledger_unmap(void *base, size_t size)
{
    uintptr_t from = (uintptr_t)base, to = from + size;

    for (int i = 0; i < MAPPINGS; i++) {
        uintptr_t was_from = mappings[i].from, was_to = mappings[i].to;

        if (was_from > from || to > was_to)
            continue;
        mappings[i].from = mappings[i].to = 0;
        note(was_from, from);
        note(to, was_to);
        return;
    }
}

bool ledger_may_split(const void *base, size_t size)
{
    uintptr_t from = (uintptr_t)base;

    for (int i = 0; i < MAPPINGS; i++)
        if (mappings[i].from == from && mappings[i].to == from + size)
            return from != last && size % CORO__SLAB_UNIT == 0;
    return true;
}

void ledger_open(void)
{
    blocks = 0;
    memset(mappings, 0, sizeof mappings);
    for (int fd = 0; fd < DESCRIPTORS; fd++)
        was_open[fd] = fcntl(fd, F_GETFD) >= 0;
}

/* Mappings that no slab has. */
static int strays(long *slabs)
{
    int count = 0;

    *slabs = 0;
    for (int i = 0; i < MAPPINGS; i++) {
        if (mappings[i].from == mappings[i].to)
            continue;
        if (coro__registry_slab(mappings[i].from) != NULL)
            ++*slabs;
        else
            count++;
    }
    return count;
}

const char *ledger_complaint(void)
{
    long slabs;

    if (coro__stack_in_use() != 0)
        return "a stack is in use";
    if (atomic_load(&coro__own_stacks) != 0)
        return "a stack of the program's own is registered";
    if (strays(&slabs) != 0)
        return "a mapping is lost";
    if (blocks > slabs)
        return "a block is lost";
    if (blocks < slabs)
        return "a block was freed twice";
    for (int fd = 0; fd < DESCRIPTORS; fd++)
        if ((fcntl(fd, F_GETFD) >= 0) != was_open[fd])
            return was_open[fd] ? "a descriptor was closed that is another's"
                                : "a descriptor is lost";
    return NULL;
}
