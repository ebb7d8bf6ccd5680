/* SPDX-License-Identifier: MIT */
/* The driver block: LANGUAGE.md, section 7. */
#ifndef DRIVER_H
#define DRIVER_H

#include "program.h"

/* Run a scenario to its end, all generators destroyed. */
void driver_run(const program_t *program);

#endif
