/* SPDX-License-Identifier: MIT */
/* Asking the kernel for shadow stacks; shadow.h explains. */
#include "stack/shadow.h"
#include <coro/config.h>

#if defined(__linux__) && CORO_CONTEXT_ASM
#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of asm/prctl.h and linux/prctl.h, which may be older. */
enum {
    SHSTK_STATUS = 0x5005, /* ARCH_SHSTK_STATUS */
    GCS_STATUS = 74,       /* PR_GET_SHADOW_STACK_STATUS */
    IS_ON = 1              /* ARCH_SHSTK_SHSTK, PR_SHADOW_STACK_ENABLE */
};

static long ask(unsigned long *status)
{
#if defined(__x86_64__)
    return syscall(SYS_arch_prctl, SHSTK_STATUS, status);
#else
    return prctl(GCS_STATUS, status, 0, 0, 0);
#endif
}

bool coro__shadow_stack_is_on(void)
{
    unsigned long status = 0;
    int saved = errno;
    bool is_on = ask(&status) == 0 && (status & IS_ON) != 0;

    errno = saved;
    return is_on;
}

#else /* those of ucontext(3) are the C library's affair */

bool coro__shadow_stack_is_on(void)
{
    return false;
}

#endif
