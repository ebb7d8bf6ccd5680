/* SPDX-License-Identifier: MIT */
/*
 * Making a coroutine: a stack, and at its top, downward from the stack's
 * descriptor: the record, the copy of the arguments, the name.
 */
#include "generator/record.h"
#include <string.h>

enum {
    COPY_ALIGNMENT = 16,
    ZEROS = offsetof(coro__record_t, fn) - offsetof(coro__record_t, outer)
};

/* The options a program gave, as this version of the library knows them. */
static int read_options(coro_options_t *read, const coro_options_t *given,
                        size_t given_size)
{
    memset(read, 0, sizeof *read);
    if (given == NULL)
        return 0;
    memcpy(read, given, given_size < sizeof *read ? given_size : sizeof *read);
    if ((read->flags & ~(unsigned)(CORO_STACK_SMALL | CORO_STACK_UNGUARDED)) ||
        (read->stack != NULL && read->allocator != NULL))
        return -EINVAL;
    return 0;
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
    coro__leave_with(&record->head, 0, coro_none());
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
                       const void *copy, size_t copy_size, const char *name)
{
    coro__record_t *record = (coro__record_t *)(void *)stack - 1;
    char *top = (char *)record;

    if ((uintptr_t)top <
        (uintptr_t)coro__stack_base(stack) + CORO__CONTEXT_ROOM)
        return NULL;
    init(record, fn, arg);
    if (copy != NULL && (record->arg.ptr = push(&top, coro__stack_base(stack),
                                                copy, copy_size)) == NULL)
        return NULL;
    if (name != NULL && (record->name = push(&top, coro__stack_base(stack),
                                             name, strlen(name) + 1)) == NULL)
        return NULL;
    if (top - coro__stack_base(stack) < CORO__CONTEXT_ROOM)
        return NULL;
    make_fresh(record, top);
    return &record->head;
}

__attribute__((noinline)) static coro_t *
create(coro_fn_t *fn, coro_value_t arg, const void *copy, size_t copy_size,
       const coro_options_t *given, size_t given_size)
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
    gen = lay_out(stack, fn, arg, copy, copy_size, options.name);
    if (gen == NULL) {
        coro__stack_put(stack);
        errno = EINVAL;
    }
    return gen;
}

/* The short way: a default stack has room. */
static coro_t *create_default(coro_fn_t *fn, coro_value_t arg)
{
    coro__stack_t *stack = coro__stack_get_default();
    coro__record_t *record;

    if (stack == NULL)
        return NULL;
    record = (coro__record_t *)(void *)stack - 1;
    init(record, fn, arg);
    make_fresh(record, record);
    return &record->head;
}

coro_t *coro__new(coro_fn_t *fn, coro_value_t arg,
                  const coro_options_t *options, size_t options_size)
{
    if (options == NULL && fn != NULL)
        return create_default(fn, arg);
    return create(fn, arg, NULL, 0, options, options_size);
}

coro_t *coro__new_copy(coro_fn_t *fn, const void *args, size_t size,
                       const coro_options_t *options, size_t options_size)
{
    if (args == NULL && size != 0) {
        errno = EINVAL;
        return NULL;
    }
    return create(fn, coro_none(), args != NULL ? args : "", size, options,
                  options_size);
}

const char *coro_name(const coro_t *gen)
{
    const char *name = coro__record(gen)->name;

    return name != NULL ? name : "";
}
