/* SPDX-License-Identifier: MIT */
/*
 * Values that the compiler would keep in registers over a switch, had the
 * switch not told it that they are lost there. Both sides of every switch
 * hold their own, having overwritten all registers of the kind before; so
 * what is wrongly kept in one comes back changed.
 */
#ifndef KEEP_H
#define KEEP_H

#include "switch.h"

/* Where the values come from, so that no compiler knows them. */
extern const volatile uint64_t driver_values[32], body_values[32];

/* Hold values of one kind over one switch; returns how many changed. `with`
 * is the generator driven, or delegated to, if any. */
typedef unsigned keep_t(coro_t *with, coro_t *self,
                        const volatile uint64_t *values);

typedef struct keepers {
    keep_t *next, *send, *throw_in; /* the driver's side */
    keep_t *yield, *yield_from;     /* the body's */
    keep_t *pass;                   /* a task's, to another one */
} keepers_t;

/* Switch in every way, both directions; returns how many values changed. */
unsigned keep_over_all(const keepers_t *keepers);

/* Define a keep_t: BEFORE_kind loads and holds values, AFTER_kind counts those
 * that changed over the switch, which is spelled out. */
#define KEEPER(kind, name, the_switch)                               \
    static NOINLINE unsigned kind##_over_##name(                     \
        coro_t *with, coro_t *self, const volatile uint64_t *values) \
    {                                                                \
        unsigned changed = 0;                                        \
        BEFORE_##kind;                                               \
        (void)with, (void)self, (void)(the_switch);                  \
        AFTER_##kind;                                                \
        return changed;                                              \
    }

/* Define the six of a kind. */
#define KEEPERS(kind)                                                     \
    KEEPER(kind, next, coro_next(with, NULL))                             \
    KEEPER(kind, send, coro_send(with, coro_int(1), NULL))                \
    KEEPER(kind, throw, coro_throw(with, CORO_E_USER, coro_none(), NULL)) \
    KEEPER(kind, yield, coro_yield(self, coro_none(), NULL))              \
    KEEPER(kind, yield_from, coro_yield_from(self, with, NULL))           \
    KEEPER(kind, pass, coro_sched_yield(self))                            \
    static const keepers_t kind##_keepers = {                             \
        kind##_over_next,  kind##_over_send,       kind##_over_throw,     \
        kind##_over_yield, kind##_over_yield_from, kind##_over_pass};

#define EACH_OF_8(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)
#define EACH_OF_16(X) EACH_OF_8(X) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
#define EACH_OF_32(X) \
    EACH_OF_16(X)     \
    X(16)             \
    X(17)             \
    X(18)             \
    X(19)             \
    X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31)

#endif
