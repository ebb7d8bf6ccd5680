/* SPDX-License-Identifier: MIT */
/*
 * Making a coroutine: a stack, and at its top, downward from the stack's
 * descriptor: the record, the copy of the arguments, the name.
 */
#include "base/layout.h"
#include "generator/generator.h"
#include "generator/record.h"
#include "stack/reuse.h"
#include <string.h>

enum {
    COPY_ALIGNMENT = 16,
    ZEROS = offsetof(coro__record_t, fn) - offsetof(coro__record_t, outer),
    RESULT = sizeof(coro_t) - offsetof(coro_t, thrown_status)
};

/* What coro_new_copy copies. */
typedef struct copy {
    const void *bytes; /* NULL: nothing */
    size_t size;
} copy_t;

enum {
    FLAGS = CORO_STACK_SMALL | CORO_STACK_UNGUARDED | CORO_STACK_WIDE_GUARD |
            CORO_STACK_WIPED | CORO_STACK_CANARY,
    /* What only the library's own stacks can have. */
    OWN_FLAGS = CORO_STACK_WIDE_GUARD | CORO_STACK_WIPED,
    BOTH_GUARDS = CORO_STACK_UNGUARDED | CORO_STACK_WIDE_GUARD
};

static bool options_fit(const coro_options_t *options)
{
    if ((options->flags & ~(unsigned)FLAGS) != 0 ||
        (options->flags & BOTH_GUARDS) == BOTH_GUARDS)
        return false;
    if (options->stack != NULL && options->allocator != NULL)
        return false;
    return (options->flags & OWN_FLAGS) == 0 ||
           (options->stack == NULL && options->allocator == NULL);
}

/* The options a program gave, as this version of the library knows them. */
static int read_options(coro_options_t *read, const coro_options_t *given,
                        size_t given_size)
{
    memset(read, 0, sizeof *read);
    if (given == NULL)
        return 0;
    memcpy(read, given, given_size < sizeof *read ? given_size : sizeof *read);
    return options_fit(read) ? 0 : -EINVAL;
}

/* Copy bytes to below *top and lower it; NULL if they do not fit. */
static void *push(char **top, const char *base, const void *bytes, size_t size)
{
    size_t room = (size_t)(*top - base);
    char *copy;

    if (size > room)
        return NULL;
    copy = *top - size;
    copy -= (uintptr_t)copy % COPY_ALIGNMENT;
    if (copy < base)
        return NULL;
    *top = copy;
    return size != 0 ? memcpy(copy, bytes, size) : copy;
}

/* Fill in a record, all but its slot. What is not set here is set before it is
 * read: clearing the whole of it first would take longer than all the rest. */
static void init(coro__record_t *record, coro_fn_t *fn, coro_value_t arg)
{
    /* Result and its statuses, in one store. */
    memset(&record->head.thrown_status, 0, RESULT);
    record->head.root = &record->head;
    record->head.room = coro__record_room(record);
    record->caller = &record->head.slot;
    record->leaf = record;
    memset(&record->outer, 0, ZEROS);
    record->fn = fn;
    record->arg = arg;
}

static void make_fresh(coro__record_t *record, void *top)
{
    coro__context_fresh(&record->head.slot, &record->head, top,
                        &coro__record_stack(record)->bounds);
}

/* Lay a coroutine out on its stack; NULL if the stack is too small. */
static coro_t *lay_out(coro__stack_t *stack, coro_fn_t *fn, coro_value_t arg,
                       const copy_t *copy, const char *name)
{
    coro__record_t *record = (coro__record_t *)(void *)stack - 1;
    char *base = coro__stack_base(stack), *top = (char *)record;

    if ((uintptr_t)top < (uintptr_t)base + CORO__CONTEXT_ROOM)
        return NULL;
    init(record, fn, arg);
    if (copy->bytes != NULL &&
        (record->arg.ptr = push(&top, base, copy->bytes, copy->size)) == NULL)
        return NULL;
    if (name != NULL &&
        (record->name = push(&top, base, name, strlen(name) + 1)) == NULL)
        return NULL;
    if (top - base < CORO__CONTEXT_ROOM)
        return NULL;
    make_fresh(record, top);
    return &record->head;
}

/* The parameters lie where coro__new has its own. */
__attribute__((noinline)) static coro_t *
create(coro_fn_t *fn, coro_value_t arg, const coro_options_t *given,
       size_t given_size, const void *from, const copy_t *copy)
{
    coro_options_t options;
    coro__stack_request_t request;
    coro__stack_t *stack;
    coro_t *gen;

    if (fn == NULL || read_options(&options, given, given_size) != 0) {
        errno = EINVAL;
        return NULL;
    }
    request.size = options.stack_size;
    request.flags = options.flags;
    request.memory = options.stack;
    request.allocator = options.allocator;
    stack = coro__stack_get(&request);
    if (stack == NULL)
        return NULL;
    stack->made_from = from;
    gen = lay_out(stack, fn, arg, copy, options.name);
    if (gen == NULL) {
        coro__stack_put(stack);
        errno = EINVAL;
    }
    return gen;
}

/* The short way: a default stack has room. */
static inline coro_t *fill(coro__stack_t *stack, coro_fn_t *fn,
                           coro_value_t arg, const void *from)
{
    coro__record_t *record = (coro__record_t *)(void *)stack - 1;

    stack->made_from = from;
    init(record, fn, arg);
    make_fresh(record, record);
    return &record->head;
}

static inline coro_t *create_from(coro_fn_t *fn, coro_value_t arg,
                                  const coro_options_t *options,
                                  size_t options_size, const void *from)
{
    static const copy_t nothing = {NULL, 0};
    coro__stack_t *stack;

    if (CORO__LIKELY(options == NULL && fn != NULL)) {
        stack = coro__stack_reuse();
        if (CORO__LIKELY(stack != NULL))
            return fill(stack, fn, arg, from);
    }
    return create(fn, arg, options, options_size, from, &nothing);
}

CORO__USES_POOL coro_t *coro__new_from(coro_fn_t *fn, coro_value_t arg,
                                       const coro_options_t *options,
                                       size_t options_size, const void *from)
{
    return create_from(fn, arg, options, options_size, from);
}

CORO__NOTES_CALLER coro_t *coro__new(coro_fn_t *fn, coro_value_t arg,
                                     const coro_options_t *options,
                                     size_t options_size)
{
    return create_from(fn, arg, options, options_size,
                       __builtin_return_address(0));
}

coro_t *coro__new_copy_from(coro_fn_t *fn, const void *args, size_t size,
                            const coro_options_t *options, size_t options_size,
                            const void *from)
{
    copy_t copy = {args != NULL ? args : "", size};

    if (args == NULL && size != 0) {
        errno = EINVAL;
        return NULL;
    }
    return create(fn, coro_none(), options, options_size, from, &copy);
}

CORO__NOTES_CALLER coro_t *coro__new_copy(coro_fn_t *fn, const void *args,
                                          size_t size,
                                          const coro_options_t *options,
                                          size_t options_size)
{
    return coro__new_copy_from(fn, args, size, options, options_size,
                               __builtin_return_address(0));
}

void coro__set_made_from(coro_t *gen, const void *from)
{
    coro__record_stack(coro__record(gen))->made_from = from;
}

size_t coro_stack_used(const coro_t *gen)
{
    return coro__stack_used(coro__record_stack(coro__record(gen)));
}

const char *coro_name(const coro_t *gen)
{
    const char *name = coro__record(gen)->name;

    return name != NULL ? name : "";
}

#define CONTEXT(field) \
    CORO__LAYOUT_NUMBER("context." #field, offsetof(coro_context_t, field))
#define RECORD(field) \
    CORO__LAYOUT_NUMBER("record." #field, offsetof(coro__record_t, field))

CORO__LAYOUT
coro__layout_generator[] = {
    CONTEXT(pc),
    CONTEXT(sp),
    CONTEXT(bp),
    CONTEXT(note),
    CONTEXT(answer),
    CORO__LAYOUT_OBJECT("answer", coro__answer),
    CORO__LAYOUT_OBJECT("entry", coro__entry),
    CORO__LAYOUT_NUMBER("sizeof record", sizeof(coro__record_t)),
    RECORD(head.slot),
    RECORD(caller),
    RECORD(leaf),
    RECORD(outer),
    RECORD(delegating),
    RECORD(phase),
    RECORD(barred),
    RECORD(fn),
    RECORD(name),
    CORO__LAYOUT_END,
};
