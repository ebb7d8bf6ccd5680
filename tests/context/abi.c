/* SPDX-License-Identifier: MIT */
/*
 * What the ABI promises the caller of a function that switches: callee-saved
 * registers; on x86-64 the direction flag and an empty x87 stack; on both
 * sides.
 */
#include "probes.h"
#include "switch.h"

#if HAS_PROBES

typedef struct side {
    coro_t *gen, *inner;
    int status; /* of the last operation */
} side_t;

/* Call an operation with sentinels in the registers; none may change. */
static void operate(void (*operation)(void *side), side_t *side, uint64_t seed)
{
    machine_t after;

    probe_call(operation, side, seed, &after);
    ck_assert(probe_finds_kept(&after, seed));
}

#define OPERATION(name, call)           \
    static NOINLINE void name(void *at) \
    {                                   \
        side_t *side = at;              \
        side->status = (call);          \
    }

OPERATION(next, coro_next(side->gen, NULL))
OPERATION(send, coro_send(side->gen, coro_int(1), NULL))
OPERATION(throw_in, coro_throw(side->gen, CORO_E_USER, coro_none(), NULL))
OPERATION(close_it, coro_close(side->gen, NULL))
OPERATION(free_it, coro_free(side->gen))
OPERATION(yield, coro_yield(side->gen, coro_none(), NULL))
OPERATION(yield_from, coro_yield_from(side->gen, side->inner, NULL))
OPERATION(next_inner, coro_next(side->inner, NULL))

enum {
    BODY_SEED = 0x1000,
    INNER_SEED = 0x2000,
    DRIVER_SEED = 0x3000
};

static int inner_body(coro_t *self, coro_value_t arg)
{
    side_t side = {self, NULL, 0};

    (void)arg;
    for (int i = 0; i < 3 && side.status == 0; i++)
        operate(yield, &side, INNER_SEED);
    return side.status;
}

static int outer_body(coro_t *self, coro_value_t arg)
{
    side_t side = {self, arg.ptr, 0};

    operate(next, &side, BODY_SEED);
    ck_assert_int_eq(side.status, CORO_E_RUNNING);
    operate(yield, &side, BODY_SEED);
    ck_assert_int_eq(side.status, 0);
    operate(yield, &side, BODY_SEED);
    ck_assert_int_eq(side.status, CORO_E_USER);
    operate(yield_from, &side, BODY_SEED);
    ck_assert_int_eq(side.status, CORO_E_CLOSE);
    return side.status;
}

START_TEST(test_registers_over_any_operation_are_kept)
{
    coro_t *inner = new_generator(inner_body, coro_none());
    side_t side = {new_generator(outer_body, coro_ptr(inner)), inner, 0};

    operate(send, &side, DRIVER_SEED);
    ck_assert_int_eq(side.status, CORO_E_NOT_STARTED);
    operate(next, &side, DRIVER_SEED);
    operate(send, &side, DRIVER_SEED);
    operate(throw_in, &side, DRIVER_SEED);
    operate(next, &side, DRIVER_SEED);
    ck_assert_int_eq(side.status, 0);
    operate(next_inner, &side, DRIVER_SEED); /* cuts the delegation */
    ck_assert_int_eq(side.status, 0);
    operate(close_it, &side, DRIVER_SEED);
    ck_assert_int_eq(side.status, 0);
    operate(next, &side, DRIVER_SEED);
    ck_assert_int_eq(side.status, CORO_DONE);
    operate(free_it, &side, DRIVER_SEED);
    ck_assert_int_eq(side.status, 0);
    side.gen = inner;
    operate(free_it, &side, DRIVER_SEED);
    ck_assert_int_eq(side.status, 0);
}
END_TEST

#endif /* HAS_PROBES */

static int refusing_body(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return outline_yield(self);
}

START_TEST(test_operations_out_of_line_refuse_what_is_wrong)
{
    coro_t *gen = new_generator(refusing_body, coro_none());

    ck_assert_int_eq(outline_next(NULL, NULL), -EINVAL);
    ck_assert_int_eq(outline_yield(NULL), -EINVAL);
    ck_assert_int_eq(outline_yield(gen), CORO_E_NOT_CURRENT);
    ck_assert_int_eq(outline_next(gen, NULL), 0);
    ck_assert_int_eq(outline_yield(gen), CORO_E_NOT_CURRENT);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

TCase *abi_case(void)
{
    TCase *tcase = tcase_create("abi");

    tcase_add_test(tcase, test_operations_out_of_line_refuse_what_is_wrong);
#if HAS_PROBES
    tcase_add_test(tcase, test_registers_over_any_operation_are_kept);
#endif
    return tcase;
}
