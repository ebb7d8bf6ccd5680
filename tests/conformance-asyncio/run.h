/* SPDX-License-Identifier: MIT */
/* A run, from the main block to the last line: LANGUAGE.md, section 8. */
#ifndef RUN_H
#define RUN_H

#include "program.h"

void run_program(const program_t *program, uint64_t shuffle_seed);

#endif
