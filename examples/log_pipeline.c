/* SPDX-License-Identifier: MIT */
/* log_pipeline FILE [WORD]: the figures of `wc FILE` and `grep -cF WORD FILE`
 * from a pipeline of generators: lines, match, parse, aggregate. Without WORD
 * every line matches.
 *
 * Memory is constant: a line that goes on behind the buffer comes in pieces,
 * so it may have any length. */
#define _GNU_SOURCE /* memmem(3) */
#include <coro.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    WORD_MAX = 256,
    ROOM = 64 * 1024
};

typedef struct input {
    FILE *file;
    char buffer[WORD_MAX + ROOM]; /* the end of the last block; a block */
} input_t;

/* A line with its newline, or a piece of one. */
typedef struct piece {
    const char *text;
    size_t size;
    size_t before; /* bytes of the line in earlier pieces */
    int matches;   /* the line does, and no earlier piece showed it */
    int words;     /* that begin in it */
} piece_t;

typedef struct totals {
    int64_t lines, words, bytes, matches;
} totals_t;

static int lines(coro_t *self, coro_value_t arg)
{
    input_t *input = arg.ptr;
    char *block = input->buffer + WORD_MAX;
    piece_t piece = {0};
    size_t got;

    while ((got = fread(block, 1, ROOM, input->file)) > 0) {
        for (piece.text = block; piece.text < block + got;) {
            size_t rest = (size_t)(block + got - piece.text);
            const char *newline = memchr(piece.text, '\n', rest);
            int rc;

            piece.size = newline ? (size_t)(newline + 1 - piece.text) : rest;
            rc = coro_yield(self, coro_ptr(&piece), NULL);
            if (rc != 0)
                return rc;
            piece.text += piece.size;
            piece.before = newline ? 0 : piece.before + piece.size;
        }
        memmove(input->buffer, input->buffer + got, WORD_MAX);
    }
    return ferror(input->file) ? -errno : 0;
}

typedef struct matcher {
    const char *word;
    int matched; /* an earlier piece of the line did */
} matcher_t;

/* A match may begin in the piece before, but not end there. */
static int match(void *ctx, coro_value_t value, coro_value_t *out)
{
    matcher_t *matcher = ctx;
    piece_t *piece = value.ptr;
    size_t size = strlen(matcher->word);
    size_t back = piece->before < size ? piece->before : size - (size > 0);

    if (piece->before == 0)
        matcher->matched = 0;
    piece->matches =
        !matcher->matched && memmem(piece->text - back, piece->size + back,
                                    matcher->word, size) != NULL;
    matcher->matched |= piece->matches;
    *out = value;
    return 0;
}

static int parse(void *ctx, coro_value_t value, coro_value_t *out)
{
    int *in_word = ctx;
    piece_t *piece = value.ptr;

    piece->words = 0;
    for (size_t i = 0; i < piece->size; i++) {
        int was_in_word = *in_word;

        *in_word = !isspace((unsigned char)piece->text[i]);
        piece->words += *in_word && !was_in_word;
    }
    *out = value;
    return 0;
}

static int aggregate(void *ctx, coro_value_t *total, coro_value_t value)
{
    totals_t *totals = total->ptr;
    const piece_t *piece = value.ptr;

    (void)ctx;
    totals->lines += piece->text[piece->size - 1] == '\n';
    totals->words += piece->words;
    totals->bytes += (int64_t)piece->size;
    totals->matches += piece->matches;
    return 0;
}

int main(int argc, char **argv)
{
    static input_t input;
    matcher_t matcher = {argc > 2 ? argv[2] : "", 0};
    totals_t totals = {0};
    coro_value_t total = coro_ptr(&totals);
    coro_t *gen;
    int in_word = 0, rc;

    if (argc < 2 || argc > 3 || strlen(matcher.word) > WORD_MAX) {
        fputs("usage: log_pipeline FILE [WORD]\n", stderr);
        return 2;
    }
    input.file = fopen(argv[1], "r");
    gen = input.file ? coro_new(lines, coro_ptr(&input), NULL) : NULL;
    gen = coro_iter_map(coro_iter_map(gen, match, &matcher), parse, &in_word);
    rc = coro_iter_reduce(gen, aggregate, NULL, &total);
    if (input.file != NULL)
        fclose(input.file);
    if (rc != 0) {
        fprintf(stderr, "log_pipeline: %s: %s\n", argv[1], coro_strerror(rc));
        return 1;
    }
    printf("%" PRId64 " lines, %" PRId64 " words, %" PRId64 " bytes\n",
           totals.lines, totals.words, totals.bytes);
    printf("%" PRId64 " lines match\n", totals.matches);
    return 0;
}
