/* SPDX-License-Identifier: MIT */
/* Task-local storage. */
#include "sched/suite.h"

static const coro_local_t one = CORO_LOCAL_INIT;
static const coro_local_t two = {{22}};

static int64_t get(coro_t *self, const coro_local_t *local)
{
    coro_value_t value;

    ck_assert_int_eq(coro_local_get(self, local, &value), 0);
    return value.i64;
}

static void show(coro_t *self)
{
    trace("%s:%d,%d", coro_name(self), (int)get(self, &one),
          (int)get(self, &two));
}

static int changes(coro_t *self, coro_value_t arg)
{
    show(self);
    ck_assert_int_eq(coro_local_set(self, &one, arg), 0);
    coro_sched_yield(self);
    show(self);
    return 0;
}

START_TEST(test_local_never_set_has_its_initial_value)
{
    task("A", changes, coro_int(1));
    ck_assert_run("A:0,22 A:1,22");
}
END_TEST

static int parent(coro_t *self, coro_value_t arg)
{
    coro_local_set(self, &one, coro_int(1));
    coro_local_set(self, &two, coro_int(2));
    task("B", changes, coro_int(5));
    task("C", changes, coro_int(6));
    changes(self, arg);
    return 0;
}

START_TEST(test_local_is_inherited_and_then_each_ones_own)
{
    task("A", parent, coro_int(9));
    ck_assert_run("A:1,2 B:1,2 C:1,2 A:9,2 B:5,2 C:6,2");
    task("D", changes, coro_int(3));
    ck_assert_run("D:0,22 D:3,22");
}
END_TEST

static int yields_local(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0)
        rc = coro_yield(self, coro_int(get(self, &one)), NULL);
    return rc;
}

static coro_t *gen;

static int reads(coro_t *self, coro_value_t arg)
{
    coro_value_t value;

    coro_local_set(self, &one, arg);
    coro_next(gen, &value);
    trace_got(coro_name(self), 0, value);
    return 0;
}

START_TEST(test_local_of_a_generator_is_that_of_the_task_that_drives_it)
{
    gen = generator("g", yields_local, coro_none());
    task("A", reads, coro_int(1));
    task("B", reads, coro_int(2));
    ck_assert_run("A=1 B=2");
    coro_free(gen);
}
END_TEST

static int sets_many(coro_t *self, coro_value_t arg)
{
    static coro_local_t keys[100];

    (void)arg;
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 100; i++)
            ck_assert_int_eq(
                coro_local_set(self, &keys[i], coro_int(i + round)), 0);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(get(self, &keys[i]), i + 2);
    return 0;
}

START_TEST(test_local_of_many_names_keeps_them_apart)
{
    task("A", sets_many, coro_none());
    ck_assert_run("");
}
END_TEST

static int misuses(coro_t *self, coro_value_t arg)
{
    coro_value_t value = arg;

    trace_got("set", coro_local_set(self, NULL, arg), coro_none());
    trace_got("get", coro_local_get(self, NULL, &value), value);
    trace_got("null", coro_local_get(self, &two, NULL), coro_none());
    return 0;
}

START_TEST(test_local_without_a_name_is_refused)
{
    coro_value_t value = coro_int(1);

    task("A", misuses, coro_int(7));
    ck_assert_run("set!EINVAL get!EINVAL null=0");
    ck_assert_int_eq(coro_local_get(NULL, &one, &value), -EINVAL);
    ck_assert_int_eq(value.i64, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_local_never_set_has_its_initial_value);
    tcase_add_test(tcase, test_local_is_inherited_and_then_each_ones_own);
    tcase_add_test(
        tcase, test_local_of_a_generator_is_that_of_the_task_that_drives_it);
    tcase_add_test(tcase, test_local_of_many_names_keeps_them_apart);
    tcase_add_test(tcase, test_local_without_a_name_is_refused);
}

int main(void)
{
    return run_suite("locals", add_tests);
}
