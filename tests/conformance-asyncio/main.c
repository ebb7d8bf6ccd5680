/* SPDX-License-Identifier: MIT */
/*
 * coro-conform-async FILE.scn: run a scenario of the language in LANGUAGE.md
 * on libcoro and print its trace. Of several files, one after the other in
 * this process, each trace follows a line `==> FILE.scn <==`.
 *
 * Exit status: 0 the traces are printed; 2 there is no such scenario; 3 out
 * of memory; 4 the library answered what it never should.
 */
#include "arena.h"
#include "run.h"
#include "trace.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE.scn...\n", argv[0]);
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        trace_begin(argc > 2 ? argv[i] : NULL);
        run_program(program_read(argv[i]));
        arena_free();
    }
    return fflush(stdout) == 0 ? 0 : 3;
}
