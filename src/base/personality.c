/* SPDX-License-Identifier: MIT */
/*
 * What happens to a C++ exception that leaves a body: its search for a handler
 * ends at the coroutine's outermost frame, as it does at a thread's, and the
 * C++ runtime calls std::terminate. Without this it would go on in the driver,
 * since that is where a backtrace goes on, and leave the generator half run.
 * A forced unwinding, which pthread_exit(3) does, does go on: the whole thread
 * ends. `base` in x86_64_sysv.S names this as its personality routine, and so
 * does whatever else calls a function of the program; unless it is itself
 * called by one that does, or on a worker's thread, which has no handler.
 *
 * Source: Itanium C++ ABI, "Exception Handling", 1.6.
 */
#include "base/personality.h"
#include <stdint.h>

enum {
    FORCE_UNWIND = 8,       /* _UA_FORCE_UNWIND */
    FATAL_PHASE1_ERROR = 3, /* _URC_FATAL_PHASE1_ERROR */
    CONTINUE_UNWIND = 8     /* _URC_CONTINUE_UNWIND */
};

/* Named by assembly only. */
__attribute__((used)) int coro__personality(int version, int actions,
                                            uint64_t exception_class,
                                            void *exception, void *context);

int coro__personality(int version, int actions, uint64_t exception_class,
                      void *exception, void *context)
{
    (void)version;
    (void)exception_class;
    (void)exception;
    (void)context;
    return (actions & FORCE_UNWIND) != 0 ? CONTINUE_UNWIND : FATAL_PHASE1_ERROR;
}
