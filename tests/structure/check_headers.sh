#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Each public header compiles on its own, as C11 and as C++17, inlined and
# not, without a warning. Headers in arch are parts of coro/context.h.
#
# usage: check_headers.sh INCLUDE GENERATED SCRATCH COMPILER...
#   INCLUDE    the public headers; GENERATED where config.h was written
#   COMPILER   of C if its name has no ++ in it, otherwise of C++
set -u
include=$1 generated=$2 scratch=$3
shift 3
mkdir -p "$scratch"
count=0 failures=0

# compile COMPILER LANGUAGE STANDARD HEADER [FLAG]
compile() {
    echo "#include <$4>" >"$scratch/alone.$2"
    if ! "$1" "-std=$3" -Wall -Wextra -Wpedantic -Wshadow -Werror ${5:+"$5"} \
        -I"$include" -I"$generated" -fsyntax-only "$scratch/alone.$2"; then
        echo "$4: fails alone, $1 -std=$3 ${5:-}"
        failures=$((failures + 1))
    fi
    count=$((count + 1))
}

for header in $(cd "$include" && find . -name '*.h' ! -path '*/arch/*' | sort); do
    for compiler in "$@"; do
        case $compiler in
        *++*) language=cc standard=c++17 ;;
        *) language=c standard=c11 ;;
        esac
        compile "$compiler" $language $standard "${header#./}"
        compile "$compiler" $language $standard "${header#./}" -DCORO_NO_INLINE
    done
done

if [ "$count" -eq 0 ]; then
    echo "no headers found in $include, or no compiler given"
    exit 2
fi
echo "$count compilations, $failures failures"
[ "$failures" -eq 0 ]
