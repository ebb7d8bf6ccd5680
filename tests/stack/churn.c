/* SPDX-License-Identifier: MIT */
/* Makes, drives and frees many coroutines on stacks far from each other, for
 * Valgrind, which is to know of each. */
#include <coro.h>
#include <stdlib.h>

enum {
    ROUNDS = 10000
};

static int yields(coro_t *self, coro_value_t arg)
{
    volatile char big[4096]; /* a new page or two */

    big[0] = (char)arg.i64;
    return coro_yield(self, coro_int(big[0]), NULL);
}

int main(void)
{
    static const size_t sizes[] = {1 << 15, 1 << 18, 1 << 22};

    for (int i = 0; i < ROUNDS; i++) {
        coro_t *gens[3];

        for (int j = 0; j < 3; j++) {
            gens[j] = coro_new(yields, coro_int(j),
                               &(coro_options_t){.stack_size = sizes[j]});
            if (gens[j] == NULL || coro_next(gens[j], NULL) != 0)
                return EXIT_FAILURE;
        }
        for (int j = 2; j >= 0; j--)
            if (coro_next(gens[j], NULL) != CORO_DONE ||
                coro_free(gens[j]) != 0)
                return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
