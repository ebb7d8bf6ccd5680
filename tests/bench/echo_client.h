/* SPDX-License-Identifier: MIT */
/* Who measures an echo server: the same client for each. */
#ifndef ECHO_CLIENT_H
#define ECHO_CLIENT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Serve so many connections to a listening, non-blocking socket, which is the
 * server's, until they are closed. */
typedef void serve_fn_t(int listener, size_t connections);

/* How long a client takes, a process of its own on the same core, to send
 * `messages` over so many connections at once, one after the other on each,
 * and to get them back. */
double time_echo(serve_fn_t *serve, size_t messages, size_t connections);

#ifdef __cplusplus
}
#endif

#endif
