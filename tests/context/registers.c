/* SPDX-License-Identifier: MIT */
/*
 * General registers: 16 or 32 words live over each switch, in both directions; also
 * where one side's operations are inlined and the other side's are not.
 */
#include "words.h"

KEEPERS(words)

START_TEST(test_words_over_every_switch_are_kept)
{
    ck_assert_uint_eq(keep_over_all(&words_keepers), 0);
}
END_TEST

START_TEST(test_words_over_switches_out_of_line_are_kept)
{
    ck_assert_uint_eq(keep_over_all(outline_words()), 0);
}
END_TEST

START_TEST(test_words_over_switches_of_mixed_forms_are_kept)
{
    keepers_t mixed = words_keepers;

    mixed.yield = outline_words()->yield;
    mixed.yield_from = outline_words()->yield_from;
    ck_assert_uint_eq(keep_over_all(&mixed), 0);
    mixed = *outline_words();
    mixed.yield = words_keepers.yield;
    mixed.yield_from = words_keepers.yield_from;
    ck_assert_uint_eq(keep_over_all(&mixed), 0);
}
END_TEST

TCase *registers_case(void)
{
    TCase *tcase = tcase_create("registers");

    tcase_add_test(tcase, test_words_over_every_switch_are_kept);
    tcase_add_test(tcase, test_words_over_switches_out_of_line_are_kept);
    tcase_add_test(tcase, test_words_over_switches_of_mixed_forms_are_kept);
    return tcase;
}
