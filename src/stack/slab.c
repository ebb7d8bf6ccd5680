/* SPDX-License-Identifier: MIT */
/*
 * Slabs: mappings of at least 4 MiB, aligned to 4 MiB, carved into stacks of
 * one power of two, with a bit for each that is free.
 *
 * Invariant: under `lock`, `partial[kind]` lists the slabs of that kind that
 * have a free stack, and no others. At most one of them is wholly free; more
 * go back to the kernel.
 */
#include "stack/slab.h"
#include "base/assert.h"
#include "base/layout.h"
#include "stack/checkers.h"
#include "stack/guard.h"
#include "stack/map.h"
#include "stack/registry.h"
#include "stack/shadow.h"
#include "stack/size.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct coro__slab {
    char *base;
    size_t size;
    unsigned shift; /* log2 of the stride */
    unsigned count; /* stacks in it */
    unsigned used;  /* of them taken */
    coro__guarding_t guarding;
    struct coro__slab *next, *previous; /* in partial[kind] */
    uint64_t *is_guarded; /* a bit for each stack whose guard is in place */
    uint64_t is_free[];   /* a bit for each stack */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static coro__slab_t *partial[CORO__SLAB_KINDS];
static size_t in_use; /* stacks taken, under `lock` */

enum {
    WORD_BITS = 64,
    CACHE_LINE = 64
};

/* tests/bench measures what it is like with one. */
#ifndef CORO__COLOURS
#define CORO__COLOURS 48
#endif

unsigned coro__slab_kind_of(const coro__slab_t *slab)
{
    return coro__slab_kind_shifted(slab->shift, slab->guarding);
}

/* How many cache lines the top of stack `index` is shifted down by. 48 lines
 * of the 64 in a page, so that descriptor, record and a usual first frame
 * share the page; fewer on small stacks, at most a sixteenth of them. */
static size_t colour(const coro__slab_t *slab, size_t index)
{
    size_t colours = ((size_t)1 << slab->shift) / (16 * CACHE_LINE);

    return index % (colours < CORO__COLOURS ? colours : CORO__COLOURS);
}

static char *stack_base(const coro__slab_t *slab, size_t index)
{
    return slab->base + (index << slab->shift);
}

static coro__stack_t *descriptor(const coro__slab_t *slab, size_t index)
{
    char *top = stack_base(slab, index + 1);

    return (coro__stack_t *)(void *)(top - CACHE_LINE * colour(slab, index)) -
           1;
}

static size_t index_of(const coro__slab_t *slab, uintptr_t address)
{
    return (address - (uintptr_t)slab->base) >> slab->shift;
}

coro__stack_t *coro__slab_stack(const coro__slab_t *slab, uintptr_t address)
{
    return descriptor(slab, index_of(slab, address));
}

size_t coro__slab_guard_size(const coro__slab_t *slab)
{
    if (slab->guarding == CORO__GUARDED_WIDE)
        return (size_t)1 << (slab->shift - 1);
    return slab->guarding == CORO__GUARDED ? coro__page_size() : 0;
}

size_t coro__slab_stack_size(const coro__slab_t *slab)
{
    return (size_t)1 << (slab->shift - (slab->guarding == CORO__GUARDED_WIDE));
}

coro__stack_t *coro__slab_guarded(const coro__slab_t *slab, uintptr_t address)
{
    size_t index = index_of(slab, address);
    coro__stack_t *stack = descriptor(slab, index);

    if (address - (uintptr_t)stack_base(slab, index) >=
        coro__slab_guard_size(slab))
        return NULL;
    return stack->slab == slab ? stack : NULL; /* zero if never taken */
}

static void list(coro__slab_t *slab)
{
    coro__slab_t **head = &partial[coro__slab_kind_of(slab)];

    slab->previous = NULL;
    slab->next = *head;
    if (*head != NULL)
        (*head)->previous = slab;
    *head = slab;
}

static void unlist(coro__slab_t *slab)
{
    if (slab->previous != NULL)
        slab->previous->next = slab->next;
    else
        partial[coro__slab_kind_of(slab)] = slab->next;
    if (slab->next != NULL)
        slab->next->previous = slab->previous;
}

/* A slab without memory yet; NULL with errno. */
static coro__slab_t *slab_describe(size_t stride, coro__guarding_t guarding)
{
    size_t size = stride > CORO__SLAB_UNIT ? stride : CORO__SLAB_UNIT;
    size_t count = size / stride;
    size_t words = (count + WORD_BITS - 1) / WORD_BITS;
    coro__slab_t *slab;

    slab = calloc(1, sizeof *slab + 2 * words * sizeof slab->is_free[0]);
    if (slab == NULL)
        return NULL;
    slab->size = size;
    slab->shift = (unsigned)__builtin_ctzll(stride);
    slab->count = (unsigned)count;
    slab->guarding = guarding;
    slab->is_guarded = slab->is_free + words;
    for (size_t i = 0; i < count; i++)
        slab->is_free[i / WORD_BITS] |= (uint64_t)1 << i % WORD_BITS;
    return slab;
}

static coro__slab_t *slab_new(size_t stride, coro__guarding_t guarding)
{
    coro__slab_t *slab;

    if (coro__shadow_stack_is_on()) {
        errno = ENOTSUP;
        return NULL;
    }
    slab = slab_describe(stride, guarding);
    if (slab == NULL)
        goto no_memory;
    slab->base = coro__map(slab->size, CORO__SLAB_UNIT);
    if (slab->base == NULL)
        goto free_slab;
    if (coro__registry_set(slab->base, slab->size, slab) != 0)
        goto unmap;
    list(slab);
    return slab;

unmap:
    coro__unmap(slab->base, slab->size);
free_slab:
    free(slab);
no_memory:
    errno = ENOMEM;
    return NULL;
}

/* Give a wholly free slab back; if the kernel refuses, it stays for use. */
static void slab_free(coro__slab_t *slab)
{
    unlist(slab);
    coro__registry_set(slab->base, slab->size, NULL);
    if (coro__unmap(slab->base, slab->size) == 0) {
        free(slab);
        return;
    }
    coro__registry_set(slab->base, slab->size, slab);
    list(slab);
}

static size_t first_free(const coro__slab_t *slab)
{
    size_t word = 0;

    while (slab->is_free[word] == 0)
        word++;
    return word * WORD_BITS + (size_t)__builtin_ctzll(slab->is_free[word]);
}

/* Put the guard of a stack in place, unless it is already. */
static int guard(coro__slab_t *slab, size_t index)
{
    uint64_t bit = (uint64_t)1 << index % WORD_BITS;
    int rc;

    if (slab->guarding == CORO__UNGUARDED ||
        (slab->is_guarded[index / WORD_BITS] & bit) != 0)
        return 0;
    rc = coro__guard_install(stack_base(slab, index),
                             coro__slab_guard_size(slab));
    if (rc == 0)
        slab->is_guarded[index / WORD_BITS] |= bit;
    return rc;
}

void coro__slab_set_kind(coro__stack_t *stack)
{
    stack->kind = coro__is_watched()
                      ? 0
                      : (unsigned short)coro__slab_kind_of(stack->slab);
}

static coro__stack_t *take(coro__slab_t *slab)
{
    size_t index = first_free(slab);
    coro__stack_t *stack = descriptor(slab, index);
    char *bottom = stack_base(slab, index) + coro__slab_guard_size(slab);
    int rc = guard(slab, index);

    if (rc != 0) {
        errno = -rc;
        return NULL;
    }
    slab->is_free[index / WORD_BITS] &= ~((uint64_t)1 << index % WORD_BITS);
    if (++slab->used == slab->count)
        unlist(slab);
    in_use++;
    memset(stack, 0, sizeof *stack);
    stack->slab = slab;
    coro__slab_set_kind(stack);
    stack->bounds.bottom = bottom;
    stack->bounds.size = (size_t)((char *)(stack + 1) - bottom);
    coro__valgrind_register(stack);
    return stack;
}

coro__stack_t *coro__slab_take(size_t stride, coro__guarding_t guarding)
{
    coro__slab_t *slab;
    coro__stack_t *stack = NULL;

    pthread_mutex_lock(&lock);
    slab = partial[coro__slab_kind(stride, guarding)];
    if (slab == NULL)
        slab = slab_new(stride, guarding);
    if (slab != NULL)
        stack = take(slab);
    pthread_mutex_unlock(&lock);
    return stack;
}

void coro__slab_release(coro__stack_t *stack)
{
    coro__slab_t *slab = stack->slab, *other;
    size_t index = index_of(slab, (uintptr_t)stack);
    size_t stride = (size_t)1 << slab->shift;

    coro__stack_renew(stack);
    coro__valgrind_deregister(stack);
    if (stride >= coro__page_size())
        coro__map_forget(stack_base(slab, index), stride);
    pthread_mutex_lock(&lock);
    slab->is_free[index / WORD_BITS] |= (uint64_t)1 << index % WORD_BITS;
    in_use--;
    if (slab->used-- == slab->count)
        list(slab);
    other = partial[coro__slab_kind_of(slab)];
    if (slab->used == 0 && (other != slab || slab->next != NULL))
        slab_free(slab);
    pthread_mutex_unlock(&lock);
}

void coro__slab_wipe(coro__stack_t *stack)
{
    char *bottom = coro__stack_base(stack), *top = (char *)stack;
    size_t pages = (size_t)(top - bottom) & ~(coro__page_size() - 1);

    /* The descriptor lies in the highest page. In locked memory the kernel
     * takes nothing back. */
    if (pages == 0 || coro__map_forget(bottom, pages) != 0)
        pages = 0;
    memset(bottom + pages, 0, (size_t)(top - bottom) - pages);
}

size_t coro__slab_in_use(void)
{
    size_t count;

    pthread_mutex_lock(&lock);
    count = in_use;
    pthread_mutex_unlock(&lock);
    return count;
}

CORO__LAYOUT
coro__layout_stack[] = {
    CORO__LAYOUT_OBJECT("registry", coro__registry),
    CORO__LAYOUT_NUMBER("registry root bits", CORO__ROOT_BITS),
    CORO__LAYOUT_NUMBER("registry leaf bits", CORO__LEAF_BITS),
    CORO__LAYOUT_OBJECT("own stacks", &coro__own_tree),
    CORO__LAYOUT_NUMBER("slab.base", offsetof(coro__slab_t, base)),
    CORO__LAYOUT_NUMBER("slab.shift", offsetof(coro__slab_t, shift)),
    CORO__LAYOUT_NUMBER("slab.count", offsetof(coro__slab_t, count)),
    CORO__LAYOUT_NUMBER("slab.is_free", offsetof(coro__slab_t, is_free)),
    CORO__LAYOUT_NUMBER("colours", CORO__COLOURS),
    CORO__LAYOUT_NUMBER("cache line", CACHE_LINE),
    CORO__LAYOUT_NUMBER("sizeof stack", sizeof(coro__stack_t)),
    CORO__LAYOUT_NUMBER("stack.bottom", offsetof(coro__stack_t, bounds.bottom)),
    CORO__LAYOUT_NUMBER("stack.made_from", offsetof(coro__stack_t, made_from)),
    CORO__LAYOUT_END,
};
