/* SPDX-License-Identifier: MIT */
/* What the linker puts between the library, and threads and signals. */
#include "calls.h"
#include "wrap.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

WRAP(int, pthread_atfork,
     (void (*prepare)(void), void (*parent)(void), void (*child)(void)))
{
    int error = call_refused(CALL_PTHREAD_ATFORK);

    return error != 0 ? error : __real_pthread_atfork(prepare, parent, child);
}

WRAP(int, pthread_attr_init, (pthread_attr_t * attributes))
{
    int error = call_refused(CALL_PTHREAD_ATTR_INIT);

    return error != 0 ? error : __real_pthread_attr_init(attributes);
}

WRAP(int, pthread_attr_setstacksize, (pthread_attr_t * attributes, size_t size))
{
    int error = call_refused(CALL_PTHREAD_ATTR_SETSTACKSIZE);

    return error != 0 ? error
                      : __real_pthread_attr_setstacksize(attributes, size);
}

WRAP(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *attributes, void *(*fn)(void *),
      void *arg))
{
    int error = call_refused(CALL_PTHREAD_CREATE);

    return error != 0 ? error
                      : __real_pthread_create(thread, attributes, fn, arg);
}

WRAP(int, pthread_mutex_init,
     (pthread_mutex_t * mutex, const pthread_mutexattr_t *attributes))
{
    int error = call_refused(CALL_PTHREAD_MUTEX_INIT);

    return error != 0 ? error : __real_pthread_mutex_init(mutex, attributes);
}

WRAP(int, pthread_cond_init,
     (pthread_cond_t * condition, const pthread_condattr_t *attributes))
{
    int error = call_refused(CALL_PTHREAD_COND_INIT);

    return error != 0 ? error : __real_pthread_cond_init(condition, attributes);
}

WRAP(int, pthread_key_create, (pthread_key_t * key, void (*drop)(void *)))
{
    int error = call_refused(CALL_PTHREAD_KEY_CREATE);

    return error != 0 ? error : __real_pthread_key_create(key, drop);
}

/* To forget a value takes no memory. */
WRAP(int, pthread_setspecific, (pthread_key_t key, const void *value))
{
    int error = value != NULL ? call_refused(CALL_PTHREAD_SETSPECIFIC) : 0;

    return error != 0 ? error : __real_pthread_setspecific(key, value);
}

/* To ask which one there is cannot fail, nor can to disable it. */
WRAP(int, sigaltstack, (const stack_t *stack, stack_t *old))
{
    int error = stack != NULL && (stack->ss_flags & SS_DISABLE) == 0
                    ? call_refused(CALL_SIGALTSTACK)
                    : 0;

    if (error == 0)
        return __real_sigaltstack(stack, old);
    errno = error;
    return -1;
}
