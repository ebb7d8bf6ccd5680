/* SPDX-License-Identifier: MIT */
/* Memory that runs out at will; needs link options, see CMakeLists.txt. */
#ifndef STARVE_H
#define STARVE_H

/* Let the nth request from now on fail, and no other. 0: none. */
void starve_at(int nth);
/* Has it come to that? */
int starve_happened(void);

#endif
