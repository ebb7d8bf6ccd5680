/* SPDX-License-Identifier: MIT */
/*
 * coro-conform-async [--shuffle SEED] FILE.scn: run a scenario of the language
 * in LANGUAGE.md on libcoro and print its trace. Of several files, one after
 * the other in this process, each trace follows a line `==> FILE.scn <==`.
 * With a seed other than 0 the ready tasks take turns in a random order.
 *
 * Exit status: 0 the traces are printed; 2 there is no such scenario; 3 out
 * of memory; 4 the library answered what it never should.
 */
#include "arena.h"
#include "run.h"
#include "trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    uint64_t seed = 0;
    int first = 1;

    if (argc > 3 && strcmp(argv[1], "--shuffle") == 0) {
        seed = strtoull(argv[2], NULL, 10);
        first = 3;
    }
    if (argc <= first) {
        fprintf(stderr, "usage: %s [--shuffle SEED] FILE.scn...\n", argv[0]);
        return 2;
    }
    for (int i = first; i < argc; i++) {
        trace_begin(argc > first + 1 ? argv[i] : NULL);
        run_program(program_read(argv[i]), seed);
        arena_free();
    }
    return fflush(stdout) == 0 ? 0 : 3;
}
