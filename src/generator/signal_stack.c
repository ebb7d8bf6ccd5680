/* SPDX-License-Identifier: MIT */
/*
 * An alternate signal stack for each thread that asks, unless it has one: a
 * handler cannot run on a stack that is full. It goes when the thread ends.
 */
#include "base/once.h"
#include "generator/overflow.h"
#include "stack/size.h"
#include <signal.h>
#include <sys/mman.h>

/* Our handler needs a signal frame, up to 12 KiB, and 3 KiB; the rest is for
 * whoever it passes a fault on to. Untouched pages cost nothing. */
#define SIGNAL_STACK ((size_t)64 * 1024)

static pthread_key_t key; /* the mapping: a guard page, and the stack */

static size_t mapping_size(void)
{
    return SIGNAL_STACK + coro__page_size();
}

static void unset(void *mapping)
{
    char *stack = (char *)mapping + coro__page_size();
    stack_t old, none = {.ss_flags = SS_DISABLE};

    if (sigaltstack(NULL, &old) == 0 && old.ss_sp == stack)
        sigaltstack(&none, NULL);
    munmap(mapping, mapping_size());
}

static int make_key(void)
{
    return -pthread_key_create(&key, unset);
}

/* Map one and note it for this thread. */
static int set_new(void)
{
    char *mapping = mmap(NULL, mapping_size(), PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_size = SIGNAL_STACK};
    int rc;

    if (mapping == MAP_FAILED)
        return -ENOMEM;
    stack.ss_sp = mapping + coro__page_size();
    if (mprotect(mapping, coro__page_size(), PROT_NONE) != 0 ||
        pthread_setspecific(key, mapping) != 0)
        rc = -ENOMEM;
    else if (sigaltstack(&stack, NULL) == 0)
        return 0;
    else
        rc = -errno;
    pthread_setspecific(key, NULL);
    munmap(mapping, mapping_size());
    return rc;
}

int coro__signal_stack_set(void)
{
    static coro__once_t once = CORO__ONCE;
    stack_t old;
    void *mapping;
    int rc;

    if (sigaltstack(NULL, &old) == 0 && (old.ss_flags & SS_DISABLE) == 0)
        return 0;
    rc = coro__once(&once, make_key);
    if (rc != 0)
        return rc;
    mapping = pthread_getspecific(key);
    if (mapping == NULL)
        return set_new();
    /* The program has disabled the one we made. */
    old = (stack_t){.ss_sp = (char *)mapping + coro__page_size(),
                    .ss_size = SIGNAL_STACK};
    return sigaltstack(&old, NULL) == 0 ? 0 : -errno;
}
