#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every C and C++ file is as clang-format would write it.
#
# usage: check_format.sh CLANG_FORMAT ROOT
set -u
clang_format=$1
cd "$2" || exit 2
files=$(find include src tests examples \
    -name '*.[ch]' -o -name '*.cpp' 2>/dev/null | sort)
if [ -z "$files" ]; then
    echo "no C files found in $2"
    exit 2
fi
failures=0
for file in $files; do
    if ! "$clang_format" "$file" | diff -u "$file" -; then
        failures=$((failures + 1))
    fi
done
echo "$(echo "$files" | wc -l) files, $failures not formatted"
[ "$failures" -eq 0 ]
