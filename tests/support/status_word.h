/* SPDX-License-Identifier: MIT */
/* Statuses in a trace. */
#ifndef STATUS_WORD_H
#define STATUS_WORD_H

/* "done" for CORO_DONE, "RUNNING" for CORO_E_RUNNING and so on, "EINVAL" for
 * -EINVAL; the number of one that no test names. Good until the next call. */
const char *status_word(int status);

#endif
