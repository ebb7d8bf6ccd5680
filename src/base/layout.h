/* SPDX-License-Identifier: MIT */
/*
 * Tables of where things lie, for src/gdb/libcoro-gdb.py: so that it needs no
 * debugging information, and works on a program of whatever version. A module
 * that has something to tell defines a static table coro__layout_<module>,
 * which ends with a name that is NULL, in a file that every program has.
 */
#ifndef CORO__BASE_LAYOUT_H
#define CORO__BASE_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

typedef struct coro__layout {
    const char *name;
    union {
        uintptr_t number;
        const void *object;
        void (*function)(void);
    } value;
} coro__layout_t;

/* Kept, though nobody in the program refers to it. */
#if defined(__has_attribute) && !defined(__APPLE__)
#if __has_attribute(retain)
#define CORO__LAYOUT static const coro__layout_t __attribute__((used, retain))
#endif
#endif
#ifndef CORO__LAYOUT
#define CORO__LAYOUT static const coro__layout_t __attribute__((used))
#endif

/* clang-format off */
#define CORO__LAYOUT_NUMBER(name, value) {(name), {.number = (value)}}
#define CORO__LAYOUT_OBJECT(name, value) {(name), {.object = (value)}}
#define CORO__LAYOUT_FUNCTION(name, value) \
    {(name), {.function = (void (*)(void))(value)}}
#define CORO__LAYOUT_END {NULL, {.number = 0}}
/* clang-format on */

#endif
