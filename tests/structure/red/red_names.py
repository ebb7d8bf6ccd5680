# SPDX-License-Identifier: MIT
"""Proof that check_names.py goes red."""
import unittest

from trees import EMPTY, GOOD, RED, TreeTest

HEADER = """
#ifndef CORO_X_H
#define CORO_X_H /* not #define this */
#define CORO_TWICE(n) \\
    ((n) + (n))
CORO__EXTERN_C_BEGIN
typedef struct coro coro_t;
typedef int coro_fn_t(coro_t *self);
typedef union coro_value {
    int i64;
} coro_value_t;
struct coro {
    struct timespec when;
    void (*hook)(void *ctx);
};
enum { CORO_ONE = 1, CORO_TWO };
CORO_API __attribute__((cold)) int coro_wait(coro_t *self);
CORO__INLINE int coro__twice(int n)
{
    return CORO_TWICE(n);
}
CORO__EXTERN_C_END
#endif
"""


class Names(TreeTest):
    gate = "check_names.py"

    def test_own_names_are_good(self):
        self.write("include/coro/x.h", HEADER)
        self.expect(GOOD, "11 names, 0 violations")

    def test_each_foreign_name_is_red(self):
        for text, name in (
                ("#define yield(v) coro_yield(v)", "yield"),
                ("#  define NOW 1", "NOW"),
                ("enum { CORO_A, B = 2 };", "B"),
                ("typedef enum coro_e { RUNNING } coro_e_t;", "RUNNING"),
                ("typedef struct coro_s { int n; } state_t;", "state_t"),
                ("typedef int callback_t(void *ctx);", "callback_t"),
                ("typedef int (*hook_t)(void *ctx);", "hook_t"),
                ("struct node { int n; };", "node"),
                ("struct node;", "node"),
                ("int wait(coro_t *self);", "wait"),
                ("static inline int twice(int n) { return n; }", "twice"),
                ("extern int debug_level;", "debug_level")):
            with self.subTest(text):
                self.write("include/coro/x.h", HEADER + text + "\n")
                self.expect(RED, f": {name} does not begin with")

    def test_empty_tree_is_refused(self):
        self.expect(EMPTY, "no names found")


unittest.main()
