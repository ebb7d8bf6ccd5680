/* SPDX-License-Identifier: MIT */
/*
 * coro-conform FILE.scn: run a scenario of the language in LANGUAGE.md on
 * libcoro and print its trace.
 *
 * Exit status: 0 the trace is printed; 2 there is no such scenario; 3 out of
 * memory; 4 the library answered what it never should.
 */
#include "arena.h"
#include "driver.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FILE.scn\n", argv[0]);
        return 2;
    }
    driver_run(program_read(argv[1]));
    arena_free();
    return fflush(stdout) == 0 ? 0 : 3;
}
