/* SPDX-License-Identifier: MIT */
/*
 * Descriptors: waiting for one in a task while others go on, and read(2),
 * write(2), accept(2) and connect(2) that do. Make descriptors non-blocking:
 * these calls try first and wait only when told EAGAIN, so that a blocking one
 * holds up the thread with all its tasks. docs/io.md has the rules.
 */
#ifndef CORO_IO_H
#define CORO_IO_H

#include <coro/sched.h>
#include <sys/types.h>

/* No header with functions is included here, as a program may have a `send`
 * or a `poll` of its own: where it needs these, it includes <sys/socket.h>, and
 * <poll.h> for POLLIN. */
typedef struct sockaddr coro__sockaddr_t; /* declares the struct */

CORO__EXTERN_C_BEGIN

/**
 * Park the task until a descriptor is ready.
 *
 * It is ready, too, when it has an error or was hung up: the next operation on
 * it tells. Any number of tasks may wait for one descriptor; all whose events
 * are there go on, in the order they came.
 *
 * @param self As for coro_sched_yield.
 * @param fd The descriptor; blocking or not. It stays the caller's, and must
 *   be closed with coro_fd_close while somebody waits for it.
 * @param events POLLIN, POLLOUT, POLLPRI or several of them.
 * @param deadline_ns On the scheduler's clock, coro_deadline(self, CORO_MS(10));
 *   CORO_NEVER: none. If it has passed, this only looks.
 * @return 0: one of the events is there, or an error or hang-up. -ETIMEDOUT.
 *   -ECANCELED: the task is asked to stop. -EBADF: it is no descriptor, or was
 *   closed meanwhile. -EINVAL: other events, or none. -ENOMEM, -EMFILE,
 *   -ENFILE, -ENOSPC. CORO_E_FORKED: the scheduler waits in a parent process.
 *   CORO_E_NO_SCHED, CORO_E_NOT_CURRENT: as coro_sched_yield.
 * Suspends: yes; not for what is always ready, as a regular file.
 * Threads: the scheduler's.
 * Cost: a system call or two, and two switches; memory the first time that a
 *   number so high is waited for.
 * Source: poll(2); libdill's fdin and fdout; asyncio.loop.add_reader.
 * Since: 0.1
 * See: coro_read(), coro_fd_close(), docs/io.md
 */
CORO_API CORO_SUSPENDS int coro_wait_fd(coro_t *self, int fd, int events,
                                        int64_t deadline_ns);

/**
 * Read from a descriptor, waiting until there is something.
 *
 * @param self As for coro_sched_yield.
 * @param fd The descriptor, as for coro_wait_fd; non-blocking, or this blocks
 *   the thread.
 * @param buffer Where to; the caller's.
 * @param size Its bytes.
 * @return How many were read, 0 at the end of the file; or -errno of read(2),
 *   but EAGAIN and EINTR; or as coro_wait_fd.
 * Suspends: if there is nothing to read.
 * Threads: the scheduler's.
 * Cost: a read(2); to wait, as coro_wait_fd and another one.
 * Source: read(2).
 * Since: 0.1
 * See: coro_wait_fd(), coro_write()
 */
CORO_API CORO_SUSPENDS ssize_t coro_read(coro_t *self, int fd, void *buffer,
                                         size_t size);

/**
 * Write to a descriptor, waiting until it takes something.
 *
 * As write(2) it raises SIGPIPE where nobody reads: ignore that signal.
 *
 * @param self As for coro_sched_yield.
 * @param fd The descriptor, as for coro_read.
 * @param buffer What to write.
 * @param size Its bytes.
 * @return How many were written, which may be fewer than size; or -errno of
 *   write(2), but EAGAIN and EINTR; or as coro_wait_fd.
 * Suspends: if it takes nothing now.
 * Threads: the scheduler's.
 * Cost: a write(2); to wait, as coro_wait_fd and another one.
 * Source: write(2).
 * Since: 0.1
 * See: coro_wait_fd(), coro_read()
 */
CORO_API CORO_SUSPENDS ssize_t coro_write(coro_t *self, int fd,
                                          const void *buffer, size_t size);

/**
 * Accept a connection, waiting until there is one.
 *
 * @param self As for coro_sched_yield.
 * @param fd The listening socket, as for coro_read. Several tasks may accept
 *   from it.
 * @param address Where to put the peer's address; NULL: nowhere.
 * @param size In: the bytes there; out: of the address. NULL with address. It
 *   is a socklen_t.
 * @return The new socket, the caller's; other than accept(2)'s it does not
 *   block and is closed on exec. Or -errno of accept(2), but EAGAIN and EINTR;
 *   or as coro_wait_fd.
 * Suspends: if there is none.
 * Threads: the scheduler's.
 * Cost: an accept(2) and two fcntl(2); to wait, as coro_wait_fd and another.
 * Source: accept(2).
 * Since: 0.1
 * See: coro_connect(), coro_fd_close()
 */
CORO_API CORO_SUSPENDS int
coro_accept(coro_t *self, int fd, struct sockaddr *address, uint32_t *size);

/**
 * Connect a socket, waiting until that is done.
 *
 * @param self As for coro_sched_yield.
 * @param fd The socket, as for coro_read.
 * @param address Of whom.
 * @param size Its bytes; a socklen_t.
 * @return 0; -errno of connect(2), -ECONNREFUSED for one; or as coro_wait_fd,
 *   and then the connection may still come about: close the socket.
 * Suspends: if it takes time.
 * Threads: the scheduler's.
 * Cost: a connect(2); to wait, as coro_wait_fd and a getsockopt(2).
 * Source: connect(2).
 * Since: 0.1
 * See: coro_accept()
 */
CORO_API CORO_SUSPENDS int coro_connect(coro_t *self, int fd,
                                        const struct sockaddr *address,
                                        uint32_t size);

/**
 * Close a descriptor that tasks of a scheduler may be waiting for.
 *
 * Those who wait get -EBADF. After a plain close(2) they go on waiting: until
 * their deadline, or until somebody waits for another file of that number.
 *
 * @param sched The scheduler.
 * @param fd The descriptor.
 * @return 0, or -errno of close(2): EINTR, EIO and the like, with the
 *   descriptor gone all the same, or EBADF. -EINVAL: sched is NULL, and
 *   nothing is closed.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: a close(2); a system call more if it was ever waited for.
 * Source: close(2).
 * Since: 0.1
 * See: coro_wait_fd()
 */
CORO_API int coro_fd_close(coro_sched_t *sched, int fd);

CORO__EXTERN_C_END

#endif
