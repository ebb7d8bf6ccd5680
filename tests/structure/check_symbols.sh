#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the libraries define and need. Every symbol that either of them shows
# to a linker begins with coro_; the static one needs nothing but the C
# library (threads included) and the compiler's own; neither asks for an
# executable stack.
#
# usage: check_symbols.sh CC STATIC SHARED SCRATCH
set -u
cc=$1 static=$2 shared=$3 scratch=$4
mkdir -p "$scratch"
failures=0

complain() {
    echo "$1"
    failures=$((failures + 1))
}

# The names in column 3 of nm's output, versions cut off.
names() {
    awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }' | sort -u
}

nm -D --defined-only "$shared" | names >"$scratch/exported"
nm -g --defined-only "$static" | names >"$scratch/defined"
if [ ! -s "$scratch/exported" ] || [ ! -s "$scratch/defined" ]; then
    echo "no symbols found in $shared or $static"
    exit 2
fi
grep -hv '^coro_' "$scratch/exported" "$scratch/defined" >"$scratch/foreign"
while read -r name; do
    complain "$name does not begin with coro_"
done <"$scratch/foreign"

# All members in one, then what is still undefined; weak ones may stay so.
"$cc" -r -nostdlib -o "$scratch/whole.o" -Wl,--whole-archive "$static" || exit 2
nm -u "$scratch/whole.o" | awk '$1 == "U" { print $2 }' >"$scratch/needed"
for library in libc.so.6 libpthread.so.0 ld-linux-x86-64.so.2 \
    ld-linux-aarch64.so.1 libgcc_s.so.1; do
    file=$("$cc" -print-file-name="$library")
    [ -f "$file" ] && nm -D --defined-only "$file"
done | names >"$scratch/offered"
nm -g --defined-only "$("$cc" -print-libgcc-file-name)" 2>/dev/null |
    names >>"$scratch/offered"
echo _GLOBAL_OFFSET_TABLE_ >>"$scratch/offered"
grep -vxFf "$scratch/offered" "$scratch/needed" >"$scratch/missing"
while read -r name; do
    complain "$static needs $name, which libc does not have"
done <"$scratch/missing"

for file in "$scratch/whole.o" "$shared"; do
    if readelf -lSW "$file" | grep -q 'GNU_STACK.*RWE\|\.note\.GNU-stack.*X'; then
        complain "$file asks for an executable stack"
    fi
done

echo "$(wc -l <"$scratch/exported") exported, $failures violations"
[ "$failures" -eq 0 ]
