#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the configuration says to wrong options and missing packages.
#
# Environment: as install.sh.
set -eu
rm -rf "$SCRATCH"
mkdir -p "$SCRATCH"
failures=0

# expect WORD TEXT ARGUMENTS: configuring with them passes or fails (WORD),
# and says TEXT.
expect() {
    word=$1 text=$2
    shift 2
    if "$CMAKE" -G "$GENERATOR" "-DCMAKE_C_COMPILER=$CC" -S "$LIBCORO" \
        -B "$SCRATCH/build" --fresh "$@" >"$SCRATCH/log" 2>&1; then
        got=passes
    else
        got=fails
    fi
    # Messages are wrapped.
    tr -s ' \n' ' ' <"$SCRATCH/log" >"$SCRATCH/words"
    if [ $got != "$word" ] || ! grep -qF -e "$text" "$SCRATCH/words"; then
        cat "$SCRATCH/log"
        echo "should: $word, saying '$text'"
        failures=$((failures + 1))
    fi
}

only_library="-DCORO_TESTS=OFF -DCORO_EXAMPLES=OFF"
# shellcheck disable=SC2086
{
    expect fails "it can be auto, asm or ucontext" $only_library \
        -DCORO_CONTEXT=fast
    expect fails "there is no assembly switch" $only_library \
        -DCORO_CONTEXT=asm -DCMAKE_C_FLAGS=-U__x86_64__
    expect fails "it can be auto, epoll or poll" $only_library \
        -DCORO_POLLER=fast
    expect passes "poller: poll" $only_library -DCORO_POLLER=poll
    expect passes "switch: ucontext" $only_library \
        -DCORO_CONTEXT=auto -DCMAKE_C_FLAGS=-U__x86_64__
    expect fails "it can be auto, on or off" $only_library \
        -DCORO_VALGRIND=maybe
    expect fails "it is a number of stacks" $only_library \
        -DCORO_POOL_LIMIT=many
    expect fails "it is in bytes" $only_library -DCORO_DEFAULT_STACK=64K
}
export PKG_CONFIG_LIBDIR=/nowhere PKG_CONFIG_PATH=
expect passes "its suites are left out"
[ "$failures" -eq 0 ]
