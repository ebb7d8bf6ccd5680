/* SPDX-License-Identifier: MIT */
/* See calls.h. The errors are those of the manual pages. */
#include "calls.h"

#include <errno.h>
#include <stddef.h>

calls_log_t *calls_log;
bool calls_no_light_guards;

static atomic_int refuse_nth, refuse_way, counting, refused;

/* What cannot come of how the library makes the call is left out. */
static const struct {
    const char *name;
    int errors[CALLS_WAYS];
    char poller;
} calls[CALL_COUNT] = {
    [CALL_ACCEPT] = {"accept", {EINTR, ECONNABORTED, EMFILE, EAGAIN}, 0},
    [CALL_CALLOC] = {"calloc", {ENOMEM}, 0},
    [CALL_CLOCK_NANOSLEEP] = {"clock_nanosleep", {EINTR}, 0},
    [CALL_CLOSE] = {"close", {EINTR, EIO}, 0},
    [CALL_CONNECT] = {"connect", {EINTR, ECONNREFUSED}, 0},
    [CALL_EPOLL_CREATE1] = {"epoll_create1", {EMFILE, ENFILE, ENOMEM}, 'e'},
    [CALL_EPOLL_CTL] = {"epoll_ctl", {ENOMEM, ENOSPC}, 'e'},
    [CALL_EPOLL_PWAIT2] = {"epoll_pwait2", {EINTR, ENOSYS, EPERM}, 'e'},
    [CALL_EPOLL_WAIT] = {"epoll_wait", {EINTR}, 'e'},
    [CALL_EVENTFD] = {"eventfd", {EMFILE, ENFILE, ENOMEM}, 'e'},
    [CALL_FSTAT] = {"fstat", {ENOMEM}, 'p'},
    [CALL_GETSOCKOPT] = {"getsockopt", {ENOBUFS}, 0},
    [CALL_MADVISE] = {"madvise", {EAGAIN, EINVAL}, 0},
    [CALL_MALLOC] = {"malloc", {ENOMEM}, 0},
    [CALL_MINCORE] = {"mincore", {EAGAIN}, 0},
    [CALL_MMAP] = {"mmap", {ENOMEM, EAGAIN}, 0},
    [CALL_MPROTECT] = {"mprotect", {ENOMEM}, 0},
    [CALL_MUNMAP] = {"munmap", {ENOMEM}, 0},
    [CALL_PIPE] = {"pipe", {EMFILE, ENFILE}, 0},
    [CALL_POLL] = {"poll", {EINTR, ENOMEM}, 'p'},
    [CALL_PTHREAD_ATFORK] = {"pthread_atfork", {ENOMEM}, 0},
    [CALL_PTHREAD_ATTR_INIT] = {"pthread_attr_init", {ENOMEM}, 0},
    [CALL_PTHREAD_ATTR_SETSTACKSIZE] = {"pthread_attr_setstacksize",
                                        {EINVAL},
                                        0},
    [CALL_PTHREAD_COND_INIT] = {"pthread_cond_init", {EAGAIN, ENOMEM}, 0},
    [CALL_PTHREAD_CREATE] = {"pthread_create", {EAGAIN}, 0},
    [CALL_PTHREAD_KEY_CREATE] = {"pthread_key_create", {EAGAIN, ENOMEM}, 0},
    [CALL_PTHREAD_MUTEX_INIT] = {"pthread_mutex_init", {EAGAIN, ENOMEM}, 0},
    [CALL_PTHREAD_SETSPECIFIC] = {"pthread_setspecific", {ENOMEM}, 0},
    [CALL_READ] = {"read", {EINTR}, 0},
    [CALL_REALLOC] = {"realloc", {ENOMEM}, 0},
    [CALL_RECEIVE] = {"read of a socket", {EINTR, EAGAIN, ENOBUFS}, 0},
    [CALL_SEND] = {"write to a socket", {EINTR, EAGAIN, ENOBUFS}, 0},
    [CALL_SIGALTSTACK] = {"sigaltstack", {ENOMEM}, 0},
    [CALL_TSEARCH] = {"tsearch", {ENOMEM}, 0},
    [CALL_WRITE] = {"write", {EINTR}, 0},
};

const char *call_name(call_t call)
{
    return calls[call].name;
}

char call_poller(call_t call)
{
    return calls[call].poller;
}

int call_error(call_t call, int way)
{
    return calls[call].errors[way];
}

void calls_begin(int nth, int way)
{
    refuse_nth = nth;
    refuse_way = way;
    refused = 0;
    calls_log->count = 0;
    counting = 1;
}

void calls_end(void)
{
    counting = 0;
}

int calls_refused(void)
{
    return refused;
}

int call_refused(call_t call)
{
    int nth, error;

    if (!counting)
        return 0;
    nth = ++calls_log->count;
    if (nth <= CALLS_MOST)
        calls_log->each[nth - 1] = (unsigned char)call;
    error = nth == refuse_nth ? calls[call].errors[refuse_way] : 0;
    if (error != 0) {
        refused = error;
        calls_log->refused[call]++;
    }
    return error;
}
