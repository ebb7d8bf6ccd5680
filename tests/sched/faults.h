/* SPDX-License-Identifier: MIT */
/*
 * Requests for memory that fail at will: malloc, calloc, realloc, mmap,
 * madvise and mprotect of the library. Needs link options: CMakeLists.txt.
 * Check asks for memory, too: compare nothing while requests may fail.
 */
#ifndef FAULTS_H
#define FAULTS_H

/* Let the nth request from now on fail, and no other. 0: none. */
void fail_request(int nth);
/* Let all of them fail. */
void fail_all_requests(void);
/* Has any failed since? */
int request_failed(void);

#endif
