/* SPDX-License-Identifier: MIT */
/* Reading lines and splitting them at spaces. */
#include "lexer.h"
#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_LENGTH = 1000 /* 200 and the indentation; a comment may be longer */
};

static FILE *file;
static const char *name;
static int number;

void lexer_open(const char *path)
{
    name = path;
    number = 0;
    file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
}

void lexer_close(void)
{
    fclose(file);
}

_Noreturn void lexer_complain(const line_t *line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", name, line->number, what);
    exit(2);
}

static void split(line_t *line, const char *text)
{
    line->count = 0;
    if (text[strspn(text, " ")] == '#')
        return;
    for (;;) {
        size_t length;

        text += strspn(text, " ");
        length = strcspn(text, " \n");
        if (length == 0)
            break;
        if (line->count == MAX_TOKENS)
            lexer_complain(line, "too many tokens");
        line->tokens[line->count++] = arena_text(text, length);
        text += length;
    }
    line->tokens[line->count] = "";
}

bool lexer_next(line_t *line)
{
    char text[MAX_LENGTH + 2];

    while (fgets(text, sizeof(text), file) != NULL) {
        line->number = ++number;
        if (strchr(text, '\n') == NULL && !feof(file))
            lexer_complain(line, "too long a line");
        split(line, text);
        if (line->count > 0)
            return true;
    }
    line->number = number;
    return false;
}
