/* SPDX-License-Identifier: MIT */
/*
 * The context switch: how one stack of calls is left and another one entered.
 *
 * Not an interface for programs; it is installed because coro_next, coro_send
 * and coro_yield expand it at their call site. Layout and codes are part of
 * the binary interface.
 *
 * A switch exchanges the running context with the one parked in a slot, and
 * carries a pair along. docs/design.md draws it.
 */
#ifndef CORO_CONTEXT_H
#define CORO_CONTEXT_H

#include <coro/base.h>

/* What a switch carries; fits two registers. */
typedef struct coro__pair {
    int status;
    coro_value_t value;
} coro__pair_t;

/* Answers a switch: gets the pair that went in, returns the one that comes
 * out. It may itself switch meanwhile, and need not return. */
typedef coro__pair_t coro__answer_fn_t(void *note, int status,
                                       coro_value_t value);

/* Where a stack of calls waits. While a coroutine runs, its slot holds its
 * driver, and bp and pc then form a frame record as the compilers lay one
 * out: a walk along frame pointers runs on into the driver.
 *
 * An answerer stands in a slot in place of a context: pc is coro__answer, and
 * note the argument of answer. Whoever switches to it is answered at once, on
 * his own stack. */
typedef struct coro_context {
    void *bp;   /* frame pointer */
    void *pc;   /* where to go on */
    void *sp;   /* stack pointer */
    void *bx;   /* rbx or x19, which compilers may keep to themselves */
    void *note; /* the bounds of its stack; or an answerer's argument */
    coro__answer_fn_t *answer;
} coro_context_t;

/* Inbound statuses of a value. They differ from all outbound ones (0,
 * CORO_DONE, errors), so that each side knows with one comparison whether it
 * was resumed by the right party: docs/design.md, "Misuse lands". */
enum {
    CORO__INBOUND = 0x40000000,
    CORO__NEXT = CORO__INBOUND,
    CORO__SEND
};

/* The ladder: one line an architecture. */
#if !CORO_CONTEXT_ASM
#include <coro/arch/ucontext.h>
#elif defined(__x86_64__) && !defined(_WIN32) && !defined(__ILP32__)
#include <coro/arch/x86_64_sysv.h>
#elif defined(__aarch64__) && defined(__ELF__) && !defined(__ILP32__)
#include <coro/arch/aarch64_aapcs64.h>
#else
#error "libcoro was built with an assembly switch that this target lacks"
#endif

/* Under AddressSanitizer and ThreadSanitizer the switch is a call that tells
 * them of the new stack. */
#ifndef CORO__CHECKED
#if CORO_SANITIZED
#define CORO__CHECKED 1
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CORO__CHECKED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CORO__CHECKED 1
#endif
#endif
#endif
#ifndef CORO__CHECKED
#define CORO__CHECKED 0
#endif

/* Can a switch pass the turn on, inlined? */
#define CORO__CAN_PASS (CORO_CONTEXT_ASM && !CORO__CHECKED)

/* C++ lists the exceptions being handled for each thread. Each stack is to have
 * a list of its own; but not if CORO_SHARE_EXCEPTIONS is defined, which saves
 * two calls a switch. */
#ifndef CORO__KEEPS_EXCEPTIONS
#if defined(__cpp_exceptions) && !defined(CORO_SHARE_EXCEPTIONS)
#define CORO__KEEPS_EXCEPTIONS 1
#else
#define CORO__KEEPS_EXCEPTIONS 0
#endif
#endif

/* With ucontext(3) the floating-point words are kept, or not, in the switch. */
#define CORO__KEEPS_FP (CORO_KEEP_FP && CORO_CONTEXT_ASM)

CORO__EXTERN_C_BEGIN

#if CORO__KEEPS_EXCEPTIONS
/* What the C++ ABI calls __cxa_eh_globals (Itanium C++ ABI, 2.2.2), as far as
 * it says. */
typedef struct coro__exception_list {
    void *caught;
    unsigned uncaught;
} coro__exception_list_t;

/* The thread's; NULL in a program without C++. Under a name of our own, since
 * <cxxabi.h> says that the result does not change: over a switch it may. */
coro__exception_list_t *coro__exceptions(void) __asm__("__cxa_get_globals")
    __attribute__((weak));
#endif

/* What whoever waits keeps for himself, beside what a call keeps. */
typedef struct coro__kept {
#if CORO__KEEPS_FP
    coro__fp_t fp;
#endif
#if CORO__KEEPS_EXCEPTIONS
    coro__exception_list_t exceptions;
#endif
    char nothing_else;
} coro__kept_t;

/* About to leave this stack: a body that begins finds no exceptions. */
CORO__INLINE void coro__keep(coro__kept_t *kept)
{
#if CORO__KEEPS_FP
    kept->fp = coro__fp_get();
#endif
#if CORO__KEEPS_EXCEPTIONS
    if (coro__exceptions != NULL) {
        coro__exception_list_t *exceptions = coro__exceptions();

        kept->exceptions = *exceptions;
        exceptions->caught = NULL;
        exceptions->uncaught = 0;
    }
#endif
    kept->nothing_else = 0;
}

/* Back on it, perhaps on another thread. */
CORO__INLINE void coro__take_up(const coro__kept_t *kept)
{
#if CORO__KEEPS_FP
    coro__fp_set(kept->fp);
#endif
#if CORO__KEEPS_EXCEPTIONS
    if (coro__exceptions != NULL) {
        coro__exception_list_t *exceptions = coro__exceptions();

        exceptions->caught = kept->exceptions.caught;
        exceptions->uncaught = kept->exceptions.uncaught;
    }
#endif
    (void)kept;
}

/* coro__switch as a function: for who is checked, and in the library. */
CORO_API coro__pair_t coro__context_swap_checked(coro_context_t *slot,
                                                 int status,
                                                 coro_value_t value);

CORO__INLINE coro__pair_t coro__switch(coro_context_t *slot, int status,
                                       coro_value_t value)
{
#if CORO__CHECKED
    return coro__context_swap_checked(slot, status, value);
#else
    coro__kept_t kept;
    coro__pair_t got;

    coro__keep(&kept);
    got = coro__context_swap(slot, status, value);
    coro__take_up(&kept);
    return got;
#endif
}

#if CORO__CAN_PASS
/* coro__context_pass of a task's turn. */
CORO__INLINE coro__pair_t coro__pass(coro_context_t *save, coro_context_t *to,
                                     int status, coro_value_t value)
{
    coro__kept_t kept;
    coro__pair_t got;

    coro__keep(&kept);
    got = coro__context_pass(save, to, status, value);
    coro__take_up(&kept);
    return got;
}
#endif

CORO__EXTERN_C_END

#endif
