/* SPDX-License-Identifier: MIT */
/*
 * libcoro: generators, delegation, a scheduler and tasks for C.
 *
 * The umbrella: it includes every part. Each part also stands alone.
 */
#ifndef CORO_H
#define CORO_H

#include <coro/base.h>
#include <coro/diagnosis.h>
#include <coro/generator.h>
#include <coro/io.h>
#include <coro/iter.h>
#include <coro/offload.h>
#include <coro/sched.h>
#include <coro/stack.h>
#include <coro/sync.h>
#include <coro/task.h>
#include <coro/time.h>

#endif
