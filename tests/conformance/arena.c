/* SPDX-License-Identifier: MIT */
/* A list of blocks, freed all at once. */
#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct block {
    struct block *next;
    max_align_t memory[];
} block_t;

static block_t *blocks;

void *arena_alloc(size_t size)
{
    block_t *block = calloc(1, sizeof(*block) + size);

    if (block == NULL) {
        fputs("out of memory\n", stderr);
        exit(3);
    }
    block->next = blocks;
    blocks = block;
    return block->memory;
}

char *arena_text(const char *text, size_t length)
{
    return memcpy(arena_alloc(length + 1), text, length);
}

void arena_free(void)
{
    while (blocks != NULL) {
        block_t *next = blocks->next;

        free(blocks);
        blocks = next;
    }
}
