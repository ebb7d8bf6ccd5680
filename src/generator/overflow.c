/* SPDX-License-Identifier: MIT */
/*
 * The overflow handler: says whose stack it was when a guard is hit, and then,
 * as for any other fault, makes way for whoever handled faults before.
 *
 * Invariant: what a program sees of a fault, siginfo and wait status included,
 * is what it would see without this handler; but that a handler of its own
 * runs on the alternate stack, if the thread has one.
 */
#include "context/interrupted.h"

#include "generator/overflow.h"
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    SIGNALS = 2
};

static const int numbers[SIGNALS] = {SIGSEGV, SIGBUS};
static struct sigaction previous[SIGNALS]; /* set before ours can be called */

static struct sigaction *previous_of(int number)
{
    return &previous[number == SIGSEGV ? 0 : 1];
}

/* ---- Whoever was there before */

/* Did an instruction cause it, so that it comes again when that is repeated?
 * Otherwise somebody sent it, or it tells of broken memory elsewhere. */
static int will_repeat(int number, const siginfo_t *info)
{
#ifdef BUS_MCEERR_AO
    if (number == SIGBUS && info->si_code == BUS_MCEERR_AO)
        return 0;
#endif
    (void)number;
    return info->si_code > 0;
}

/* Send this thread the same signal again; it comes when the handler is left. */
static void send_again(int number, const siginfo_t *info)
{
#if defined(SYS_rt_tgsigqueueinfo) && defined(SYS_gettid)
    if (syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), number,
                info) == 0)
        return;
#endif
    (void)info;
    raise(number);
}

/* Nobody: the process ends at the very instruction, with a core dump if it is
 * to leave one. */
static void end_by_default(int number, const siginfo_t *info)
{
    struct sigaction none = {.sa_handler = SIG_DFL};

    sigaction(number, &none, NULL);
    if (!will_repeat(number, info))
        send_again(number, info);
}

static void hand_to(struct sigaction *action, int number, siginfo_t *info,
                    void *context)
{
    void (*handler)(int) = action->sa_handler;
    void (*handler_of_info)(int, siginfo_t *, void *) = action->sa_sigaction;
    int has_info = (action->sa_flags & SA_SIGINFO) != 0;
    sigset_t set;

    if ((action->sa_flags & SA_NODEFER) != 0) {
        sigemptyset(&set);
        sigaddset(&set, number);
        pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    }
    if ((action->sa_flags & (int)SA_RESETHAND) != 0) {
        action->sa_handler = SIG_DFL;
        action->sa_flags = 0;
    }
    if (has_info)
        handler_of_info(number, info, context);
    else
        handler(number);
}

static void pass_on(int number, siginfo_t *info, void *context)
{
    struct sigaction *action = previous_of(number);
    int has_info = (action->sa_flags & SA_SIGINFO) != 0;

    if (!has_info && action->sa_handler == SIG_IGN &&
        !will_repeat(number, info))
        return;
    if (!has_info &&
        (action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN))
        end_by_default(number, info);
    else
        hand_to(action, number, info, context);
}

/* ---- Ours */

/* Another thread might give the slab back at this moment: but then the fault
 * is no overflow, since on a slab with a full stack somebody runs. */
static void look(const siginfo_t *info, const void *context)
{
    uintptr_t address = (uintptr_t)info->si_addr;
    const coro__slab_t *slab = coro__registry_slab(address);
    const coro__stack_t *stack =
        slab != NULL ? coro__slab_guarded(slab, address) : NULL;
    coro__overflow_t overflow;

    if (stack == NULL)
        return;
    overflow.record = (const coro__record_t *)(const void *)stack - 1;
    overflow.address = address;
    overflow.stack_pointer = coro__interrupted_sp(context);
    overflow.stack_size = coro__slab_stack_size(slab);
    overflow.guard_size = coro__slab_guard_size(slab);
    coro__overflow_report(&overflow);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    int saved = errno;

    if (info->si_code > 0) /* otherwise it has no address */
        look(info, context);
    errno = saved;
    pass_on(number, info, context);
}

static int install(int number)
{
    struct sigaction ours = {.sa_flags = 0}, *before = previous_of(number);

    if (sigaction(number, NULL, before) != 0)
        return -errno;
    ours.sa_sigaction = on_fault;
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | (before->sa_flags & SA_RESTART);
    ours.sa_mask = before->sa_mask;
    return sigaction(number, &ours, NULL) == 0 ? 0 : -errno;
}

/* Once a process. */
static int install_all(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int count; /* of those installed */
    int rc = 0;

    pthread_mutex_lock(&lock);
    while (count < SIGNALS && rc == 0) {
        rc = install(numbers[count]);
        if (rc == 0)
            count++;
    }
    pthread_mutex_unlock(&lock);
    return rc;
}

int coro_install_overflow_handler(void)
{
    int rc = coro__signal_stack_set();

    return rc == 0 ? install_all() : rc;
}
