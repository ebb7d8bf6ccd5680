/* SPDX-License-Identifier: MIT */
/* Constructors that refuse. */
#ifndef REFUSED_H
#define REFUSED_H

#include <check.h>
#include <errno.h>

/* The call in `made` must give NULL and set errno, 0 before, to `error`. */
#define ck_assert_refused(made, error)  \
    do {                                \
        errno = 0;                      \
        ck_assert_ptr_null(made);       \
        ck_assert_int_eq(errno, error); \
    } while (0)

#endif
