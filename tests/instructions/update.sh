#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Make the present counts the ceilings, for each compiler that is there.
#
# usage: update.sh [COMPILER ...]     such as gcc-12
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
[ $# -gt 0 ] || set -- gcc-12 clang-14 clang-19
for compiler; do
    if ! command -v "$compiler" >/dev/null; then
        echo "$compiler: not found, its ceilings stay"
        continue
    fi
    build=$work/$compiler
    cmake -S "$here/../.." -B "$build" -DCMAKE_C_COMPILER="$compiler" \
        -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCORO_EXAMPLES=OFF >"$work/log"
    cmake --build "$build" -j2 --target counted counted_bare >"$work/log"
    python3 -B "$here/check_instructions.py" --compiler "$compiler" \
        --program "$build/tests/instructions/counted" \
        --bare "$build/tests/instructions/counted_bare" --update
done
grep -v "^#" "$here/ceilings.txt"
