/* SPDX-License-Identifier: MIT */
/*
 * The switches of the library: whoever waits keeps what is his own beside what
 * a call keeps (coro__kept_t), and AddressSanitizer and ThreadSanitizer are kept
 * informed (their fiber interfaces).
 *
 * The functions are looked up as weak symbols, so that one and the same
 * library serves programs of C and C++, instrumented and plain. Whoever parks
 * leaves a note on his stack, reachable from the context, with the bounds of
 * that stack and its fiber. For a coroutine the bounds are known from the
 * start, for a driver's stack they are learned on arrival from the sanitizer,
 * which knows where we came from.
 */
#include "context/switch.h"

void __sanitizer_finish_switch_fiber(void *fake_stack, const void **bottom,
                                     size_t *size) __attribute__((weak));
void *__tsan_get_current_fiber(void) __attribute__((weak));
void *__tsan_create_fiber(unsigned flags) __attribute__((weak));

/* The note of whoever is leaving this thread's present stack, NULL if he
 * leaves for ever; read on arrival. */
static _Thread_local coro__bounds_t *leaving;

/* About to leave for `to`. fake_stack NULL: for ever. Not inlined, and nor is
 * arrive: a thread-local address must not be carried over a switch. */
__attribute__((noinline)) static void
depart(const coro_context_t *to, coro__bounds_t *mine, void **fake_stack)
{
    coro__bounds_t *theirs = to->note;

    if (__tsan_create_fiber != NULL) {
        if (theirs->fiber == NULL) /* fresh */
            theirs->fiber = __tsan_create_fiber(0);
        if (mine != NULL)
            mine->fiber = __tsan_get_current_fiber();
    }
    if (__sanitizer_start_switch_fiber != NULL) {
        leaving = mine;
        __sanitizer_start_switch_fiber(fake_stack, theirs->bottom,
                                       theirs->size);
    }
}

__attribute__((noinline)) static void arrive(void *fake_stack)
{
    const void *bottom;
    size_t size;

    if (__sanitizer_finish_switch_fiber == NULL)
        return;
    __sanitizer_finish_switch_fiber(fake_stack, &bottom, &size);
    if (leaving != NULL) {
        leaving->bottom = bottom;
        leaving->size = size;
    }
}

static coro__pair_t swap_informed(coro_context_t *slot, int status,
                                  coro_value_t value)
{
    coro__bounds_t mine;
    coro_context_t to = *slot;
    coro__pair_t got;
    void *fake_stack = NULL;

    slot->note = &mine;
    depart(&to, &mine, &fake_stack);
    coro__tell_tsan(&to);
    got = coro__context_swap(slot, status, value);
    arrive(fake_stack);
    return got;
}

CORO__FROM_ASSEMBLY static coro__pair_t jump_informed(coro_context_t *save,
                                                      coro_context_t *to,
                                                      int status,
                                                      coro_value_t value)
{
    coro__bounds_t mine;
    coro__pair_t got;
    void *fake_stack = NULL;

    save->note = &mine;
    depart(to, &mine, &fake_stack);
    coro__tell_tsan(to);
    got = coro__context_jump(save, to, status, value);
    arrive(fake_stack);
    return got;
}

coro__pair_t coro__context_swap_checked(coro_context_t *slot, int status,
                                        coro_value_t value)
{
    coro__kept_t kept;
    coro__pair_t got;

    if (CORO__LIKELY(!coro__keeps_more()))
        return coro__context_swap(slot, status, value);
    coro__keep(&kept);
    if (!coro__is_sanitized() || coro__context_answers(slot, status))
        got = coro__context_swap(slot, status, value);
    else
        got = swap_informed(slot, status, value);
    coro__take_up(&kept);
    return got;
}

CORO__FROM_ASSEMBLY coro__pair_t coro__jump(coro_context_t *save,
                                            coro_context_t *to, int status,
                                            coro_value_t value)
{
    coro__kept_t kept;
    coro__pair_t got;

    coro__written(save, sizeof *save); /* as a jump does */
    if (CORO__LIKELY(!coro__keeps_more()))
        return coro__context_jump(save, to, status, value);
    coro__keep(&kept);
    if (coro__is_sanitized())
        got = jump_informed(save, to, status, value);
    else
        got = coro__context_jump(save, to, status, value);
    coro__take_up(&kept);
    return got;
}

CORO__LEAVES_FOR_EVER void coro__leaving(const coro_context_t *to)
{
    depart(to, NULL, NULL);
}

void coro__arrived(void)
{
    arrive(NULL);
}
