/* SPDX-License-Identifier: MIT */
/* coro_strerror: a sentence for every status. */
#include <coro/base.h>
#include <string.h>

/* The largest errno there can be, as in the kernel's own -errno results. */
enum {
    ERRNO_MAX = 4095
};

const char *coro_strerror(int status)
{
    switch (status) {
    case 0:
        return "success";
    case CORO_DONE:
        return "the generator has returned";
    case CORO_E_CLOSE:
        return "the generator is being closed";
    case CORO_E_RUNNING:
        return "already running";
    case CORO_E_NOT_STARTED:
        return "sent to a generator that has not started";
    case CORO_E_IGNORED_CLOSE:
        return "the generator yielded instead of closing";
    case CORO_E_STOP_ITERATION:
        return "CORO_DONE left the body of a generator";
    case CORO_E_NOT_CURRENT:
        return "not the innermost running coroutine";
    case CORO_E_NO_SCHED:
        return "no scheduler is running on this thread";
    case CORO_E_WRONG_SCHED:
        return "the task belongs to another scheduler";
    case CORO_E_DEADLOCK:
        return "all tasks wait for each other";
    case CORO_E_AWAITED_CANCELLED:
        return "the awaited task was cancelled";
    case CORO_E_MAP_LIMIT:
        return "too many memory mappings (see sysctl vm.max_map_count)";
    case CORO_E_SHUTDOWN:
        return "shut down";
    case CORO_E_PENDING:
        return "not done yet";
    case CORO_E_FINISHED:
        return "done or left already";
    case CORO_E_BROKEN:
        return "the barrier is broken";
    case CORO_E_FORKED:
        return "the scheduler's descriptors are those of the parent process";
    default:
        break;
    }
    if (status < 0 && status >= -ERRNO_MAX)
        return strerror(-status);
    if (status <= CORO_E_USER)
        return "an error of the application";
    return "an unknown status";
}
