/* SPDX-License-Identifier: MIT */
/* Words live over each switch, made by the out-of-line operations. */
#undef CORO_NO_INLINE
#define CORO_NO_INLINE
#include "words.h"

KEEPERS(words)

const keepers_t *outline_words(void)
{
    return &words_keepers;
}
