/* SPDX-License-Identifier: MIT */
/*
 * In a build with -fprofile-arcs: what was run is counted in files at exit(3). This
 * puts the linker in front of the other ends of a process that tests bring
 * about, so that what leads there is counted, too.
 */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
_Noreturn void __real_abort(void);
_Noreturn void __wrap_abort(void);
int __real_kill(pid_t process, int number);
int __wrap_kill(pid_t process, int number);
int __real_sigaction(int number, const struct sigaction *action,
                     struct sigaction *before);
int __wrap_sigaction(int number, const struct sigaction *action,
                     struct sigaction *before);

/* It adds to what the files say: whoever goes on begins anew. */
static void write_counts(void)
{
    __gcov_dump();
    __gcov_reset();
}

void __wrap__exit(int status)
{
    write_counts();
    __real__exit(status);
}

void __wrap_abort(void)
{
    write_counts();
    __real_abort();
}

int __wrap_kill(pid_t process, int number)
{
    if (process == getpid() && number == SIGKILL)
        write_counts();
    return __real_kill(process, number);
}

/* A handler that makes way is about to let the process end. */
int __wrap_sigaction(int number, const struct sigaction *action,
                     struct sigaction *before)
{
    if (action != NULL && action->sa_handler == SIG_DFL)
        write_counts();
    return __real_sigaction(number, action, before);
}
