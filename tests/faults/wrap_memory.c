/* SPDX-License-Identifier: MIT */
/* What the linker puts between the library and its memory. */
#include "calls.h"
#include "ledger.h"
#include "wrap.h"

#include <errno.h>
#include <search.h>
#include <stddef.h>
#include <sys/mman.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

/* False, with errno, if the call is refused. */
static bool may(call_t call)
{
    int error = call_refused(call);

    if (error != 0)
        errno = error;
    return error == 0;
}

WRAP(void *, malloc, (size_t size))
{
    return may(CALL_MALLOC) ? ledger_block(__real_malloc(size), size) : NULL;
}

WRAP(void *, calloc, (size_t count, size_t size))
{
    return may(CALL_CALLOC) ? ledger_block(__real_calloc(count, size), size)
                            : NULL;
}

WRAP(void *, realloc, (void *memory, size_t size))
{
    void *made = may(CALL_REALLOC) ? __real_realloc(memory, size) : NULL;

    return memory == NULL ? ledger_block(made, size) : made;
}

WRAP(void, free, (void *memory))
{
    ledger_free(memory);
    __real_free(memory);
}

WRAP(void *, tsearch,
     (const void *key, void **root, int (*compare)(const void *, const void *)))
{
    return may(CALL_TSEARCH) ? __real_tsearch(key, root, compare) : NULL;
}

WRAP(void *, mmap,
     (void *at, size_t size, int protection, int flags, int fd, off_t offset))
{
    void *base = MAP_FAILED;

    if (may(CALL_MMAP))
        base = __real_mmap(at, size, protection, flags, fd, offset);
    if (base != MAP_FAILED)
        ledger_map(base, size);
    return base;
}

WRAP(int, munmap, (void *base, size_t size))
{
    bool is_refused = ledger_may_split(base, size) && !may(CALL_MUNMAP);
    int rc = is_refused ? -1 : __real_munmap(base, size);

    if (rc == 0)
        ledger_unmap(base, size);
    return rc;
}

WRAP(int, madvise, (void *base, size_t size, int advice))
{
    if (!may(CALL_MADVISE))
        return -1;
    if (advice == MADV_GUARD_INSTALL && calls_no_light_guards) {
        errno = EINVAL;
        return -1;
    }
    return __real_madvise(base, size, advice);
}

WRAP(int, mprotect, (void *base, size_t size, int protection))
{
    return may(CALL_MPROTECT) ? __real_mprotect(base, size, protection) : -1;
}

WRAP(int, mincore, (void *base, size_t size, unsigned char *pages))
{
    return may(CALL_MINCORE) ? __real_mincore(base, size, pages) : -1;
}
