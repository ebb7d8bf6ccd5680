/* SPDX-License-Identifier: MIT */
/*
 * Every call that the library makes and that may fail. The linker puts those
 * of wrap_*.c in front of them (--wrap); here is which of them fails, and how.
 *
 * Invariant: nothing is counted or refused but between calls_begin and
 * calls_end. What a scenario needs of its own, it does not get by these calls.
 */
#ifndef CALLS_H
#define CALLS_H

#include <stdatomic.h>
#include <stdbool.h>

typedef enum call {
    CALL_ACCEPT,
    CALL_CALLOC,
    CALL_CLOCK_NANOSLEEP,
    CALL_CLOSE,
    CALL_CONNECT,
    CALL_EPOLL_CREATE1,
    CALL_EPOLL_CTL,
    CALL_EPOLL_PWAIT2,
    CALL_EPOLL_WAIT,
    CALL_EVENTFD,
    CALL_FSTAT,
    CALL_GETSOCKOPT,
    CALL_MADVISE,
    CALL_MALLOC,
    CALL_MINCORE,
    CALL_MMAP,
    CALL_MPROTECT,
    CALL_MUNMAP,
    CALL_PIPE,
    CALL_POLL,
    CALL_PTHREAD_ATFORK,
    CALL_PTHREAD_ATTR_INIT,
    CALL_PTHREAD_ATTR_SETSTACKSIZE,
    CALL_PTHREAD_COND_INIT,
    CALL_PTHREAD_CREATE,
    CALL_PTHREAD_KEY_CREATE,
    CALL_PTHREAD_MUTEX_INIT,
    CALL_PTHREAD_SETSPECIFIC,
    CALL_READ,
    CALL_REALLOC,
    CALL_RECEIVE, /* read(2) of a socket: it may fail in more ways */
    CALL_SEND,    /* likewise write(2) */
    CALL_SIGALTSTACK,
    CALL_TSEARCH,
    CALL_WRITE,
    CALL_COUNT
} call_t;

enum {
    CALLS_WAYS = 4,   /* of failing, at most */
    CALLS_MOST = 2000 /* in a scenario */
};

/* What the processes of a sweep share. */
typedef struct calls_log {
    atomic_int count;               /* of calls since calls_begin */
    unsigned char each[CALLS_MOST]; /* of call_t, in order */
    atomic_int refused[CALL_COUNT]; /* ever */
} calls_log_t;

extern calls_log_t *calls_log; /* set before all else */

const char *call_name(call_t call);

/* Of which poller it is, 'e' or 'p'; 0: not of one only. */
char call_poller(call_t call);

/* The errno of a way of failing; 0: there are not so many. */
int call_error(call_t call, int way);

/* Count from now on, and refuse the nth; 0: none. */
void calls_begin(int nth, int way);

/* Refuse none any more. */
void calls_end(void);

/* The errno that a call has failed with since calls_begin; 0: none has. */
int calls_refused(void);

/* For wrap_*.c: count it; the errno it is to fail with, or 0. */
int call_refused(call_t call);

/* Let guards be laid by mprotect(2), as before Linux 6.13. */
extern bool calls_no_light_guards;

#endif
