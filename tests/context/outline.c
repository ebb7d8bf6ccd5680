/* SPDX-License-Identifier: MIT */
/* The out-of-line operations, and words live over each of their switches. */
#undef CORO_NO_INLINE
#define CORO_NO_INLINE
#include "words.h"

KEEPERS(words)

const keepers_t *outline_words(void)
{
    return &words_keepers;
}

int outline_next(coro_t *gen, coro_value_t *out)
{
    return coro_next(gen, out);
}

int outline_yield(coro_t *self)
{
    return coro_yield(self, coro_none(), NULL);
}
