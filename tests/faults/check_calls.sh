#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Whatever the library calls is either made to fail by the sweep, or is here,
# since it cannot fail or since that is somebody else's affair.
#
# usage: check_calls.sh NM LIBRARY CALL ...
set -u
nm=$1 library=$2
shift 2

never="
# These work on what they are given.
memcpy memmove memset memcmp bcmp strlen strcpy strerror snprintf vsnprintf
sigaddset sigemptyset sigfillset pthread_equal tdelete tfind
# They answer.
__errno_location getpid pthread_self pthread_getspecific sysconf
# They fail if misused, and not otherwise: a lock that is held, a thread that
# was joined, a condition or attribute that is in use, no signal at all.
pthread_mutex_lock pthread_mutex_unlock pthread_mutex_destroy
pthread_cond_wait pthread_cond_signal pthread_cond_broadcast
pthread_cond_destroy pthread_attr_destroy pthread_join
pthread_sigmask sigaction raise
# CLOCK_MONOTONIC is there or not; test_clock_that_cannot_be_read_aborts.
clock_gettime
# Flags of a descriptor: it is one or not; test_wait_misused_is_refused.
fcntl
# Shadow stacks: all that is not a yes is a no; check_shadow.
syscall prctl
# The report of an overflow does without; check_overflow.
readlink
# The last words of a broken invariant.
abort fprintf stderr
# The switch of ucontext(3): with what is already there.
getcontext makecontext swapcontext
# The compiler's own, and the loader's.
__stack_chk_fail __stack_chk_guard __tls_get_addr _GLOBAL_OFFSET_TABLE_
"

# Names, one a line; those of checked forms as the plain ones.
needed=$("$nm" -u "$library" | awk '$1 == "U" { print $2 }' |
    sed 's/@.*//; s/^__\(.*\)_chk$/\1/' | grep -v '^coro_\|^__aarch64_' |
    sort -u)
if [ -z "$needed" ]; then
    echo "no symbols found in $library"
    exit 2
fi
known=$(echo "$never" | grep -v '^#' | tr ' ' '\n'; printf '%s\n' "$@")
missing=$(echo "$needed" | grep -vxF "$known")
for name in $missing; do
    echo "$name: may it fail? It is neither swept nor listed here"
done
echo "$(echo "$needed" | wc -l) symbols"
[ -z "$missing" ]
