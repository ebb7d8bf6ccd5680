/* SPDX-License-Identifier: MIT */
/* A broken invariant ends the process, in release builds too. */
#ifndef CORO__BASE_ASSERT_H
#define CORO__BASE_ASSERT_H

#define CORO__ASSERT(condition) \
    ((condition) ? (void)0 : coro__broken(__FILE__, __LINE__, #condition))

/* Say what broke on standard error, and abort. */
_Noreturn void coro__broken(const char *file, int line, const char *what);

#endif
