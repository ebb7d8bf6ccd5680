/* SPDX-License-Identifier: MIT */
/*
 * What is said of an overflow. All of it runs in a signal handler, of a thread
 * that may hold any lock: no allocation, no stdio, no dladdr(3). The text is
 * put together on the signal stack and written at once, so that those of two
 * threads do not mix.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* _dl_find_object */
#endif
#include "base/msan.h"
#include "generator/overflow.h"
#include <dlfcn.h>
#include <link.h>
#include <unistd.h>

enum {
    TEXT = 2048,
    NAME = 64,  /* at most of a coroutine's */
    PATH = 512, /* and of a module's */
    DIGITS = 20
};

typedef struct text {
    char bytes[TEXT];
    size_t size;
} text_t;

/* ---- Text */

static void put_byte(text_t *text, char byte)
{
    if (text->size < sizeof text->bytes)
        text->bytes[text->size++] = byte;
}

static void put(text_t *text, const char *string)
{
    while (*string != '\0')
        put_byte(text, *string++);
}

static void put_number(text_t *text, uintptr_t number, unsigned base)
{
    char digits[DIGITS];
    size_t count = 0;

    do {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number != 0);
    while (count > 0)
        put_byte(text, digits[--count]);
}

static void put_address(text_t *text, uintptr_t address)
{
    put(text, "0x");
    put_number(text, address, 16);
}

/* A string of which nothing is sure but that it lies within these bounds. */
static void put_name(text_t *text, const char *name,
                     const coro__bounds_t *bounds)
{
    uintptr_t at = (uintptr_t)name - (uintptr_t)bounds->bottom;

    if (name == NULL || at >= bounds->size)
        return;
    put(text, " \"");
    for (size_t i = 0; i < NAME && at + i < bounds->size && name[i] != '\0';
         i++)
        put_byte(text,
                 (char)(name[i] >= ' ' && name[i] < 0x7f ? name[i] : '?'));
    put(text, "\"");
}

/* ---- Where code lies */

#if defined(DLFO_STRUCT_HAS_EH_DBASE) /* it is declared: glibc 2.35 on */
__typeof__(_dl_find_object) _dl_find_object __attribute__((weak));

/* The path of the program itself, whose name the linker does not keep. */
static void put_program(text_t *text)
{
    char path[PATH];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path);

    for (ssize_t i = 0; i < size; i++)
        put_byte(text, path[i]);
    if (size <= 0)
        put(text, "PROGRAM");
}

/* How addr2line finds what is at `address`. _dl_find_object may be called in
 * a signal handler: it takes no lock. */
static void put_place(text_t *text, uintptr_t address)
{
    struct dl_find_object found;
    const char *name;

    if (_dl_find_object == NULL ||
        _dl_find_object((void *)address, &found) != 0)
        return;
    coro__written(&found, sizeof found);
    name = found.dlfo_link_map->l_name;
    put(text, " (addr2line -fie ");
    if (name == NULL || *name == '\0')
        put_program(text);
    else
        put(text, name);
    put(text, " ");
    put_address(text, address - found.dlfo_link_map->l_addr);
    put(text, ")");
}
#else
static void put_place(text_t *text, uintptr_t address)
{
    (void)text;
    (void)address; /* /proc/PID/maps has what to subtract for addr2line */
}
#endif

static void put_code(text_t *text, const char *what, uintptr_t address)
{
    put(text, "libcoro:   ");
    put(text, what);
    put_address(text, address);
    put_place(text, address);
    put(text, "\n");
}

/* ---- The report */

/* Was it done on this stack, or by one who has just left it downward? */
static int is_own(const coro__overflow_t *overflow,
                  const coro__bounds_t *bounds)
{
    uintptr_t lowest = (uintptr_t)bounds->bottom - overflow->guard_size;

    return overflow->stack_pointer - lowest <
           overflow->guard_size + bounds->size;
}

static void put_head(text_t *text, const coro__overflow_t *overflow,
                     const coro__bounds_t *bounds)
{
    int own = is_own(overflow, bounds);

    put(text, own ? "libcoro: stack overflow in coroutine "
                  : "libcoro: the guard was hit of coroutine ");
    put_address(text, (uintptr_t)overflow->record);
    put_name(text, overflow->record->name, bounds);
    put(text, ": access to ");
    put_address(text, overflow->address);
    if (!own)
        put(text, " from elsewhere, or by a frame bigger than the guard");
    put(text, "\n");
}

static void put_stack(text_t *text, const coro__overflow_t *overflow,
                      const coro__bounds_t *bounds)
{
    put(text, "libcoro:   stack of ");
    put_number(text, overflow->stack_size, 10);
    put(text, " bytes, frames from ");
    put_address(text, (uintptr_t)bounds->bottom);
    put(text, " to ");
    put_address(text, (uintptr_t)overflow->record);
    put(text, ", stack pointer ");
    put_address(text, overflow->stack_pointer);
    put(text, "\n");
}

void coro__overflow_report(const coro__overflow_t *overflow)
{
    const coro__record_t *record = overflow->record;
    const coro__stack_t *stack = coro__record_stack(record);
    text_t text;

    text.size = 0;
    put_head(&text, overflow, &stack->bounds);
    put_stack(&text, overflow, &stack->bounds);
    put_code(&text, "body ", (uintptr_t)record->fn);
    /* The call, not what follows it, which may be another line. */
    put_code(&text, "made at ", (uintptr_t)stack->made_from - 1);
    while (write(STDERR_FILENO, text.bytes, text.size) == -1 && errno == EINTR)
        continue;
}
