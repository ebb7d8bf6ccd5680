#!/bin/sh
# SPDX-License-Identifier: MIT
#
# log_pipeline counts what wc and grep count.
#
# usage: check_log_pipeline.sh SCRATCH PROGRAM [ARGUMENT ...]
# PROGRAM may be a launcher, with log_pipeline behind it.
set -eu
LC_ALL=C # in other locales wc knows more kinds of spaces
export LC_ALL
scratch=$1
shift
mkdir -p "$scratch"
log=$scratch/log

# compare WORD PROGRAM ...: PROGRAM against wc and grep -cF, on $log.
compare() {
    word=$1
    shift
    # wc -lwc prints its three figures in this order, whatever the options say.
    wc -lwc <"$log" | {
        read -r lines words bytes
        echo "$lines lines, $words words, $bytes bytes"
    } >"$scratch/expected"
    # grep ends with 1 if it counts 0.
    echo "$(grep -acF -e "$word" "$log" || true) lines match" \
        >>"$scratch/expected"
    "$@" "$log" ${word:+"$word"} >"$scratch/output"
    if ! diff -u "$scratch/expected" "$scratch/output"; then
        echo "WORD \"$word\": not what wc and grep count"
        exit 1
    fi
}

# Some MB of lines; one of 300,000 bytes, longer than any buffer; words around
# the places where a buffer may end; no newline at the end.
awk 'BEGIN {
    for (i = 1; i <= 60000; i++)
        printf "%07d %s worker-%d took %d ms%s\n", i,
            i % 7 ? "INFO" : "ERROR", i % 13, i * i % 1009,
            i % 50 ? "" : " \t and ERROR again\r"
    for (i = 0; i < 30000; i++)
        printf "long ERROR"
    printf "\n\n \n"
    printf "ends here: ERROR"
}' >"$log"
compare ERROR "$@"
compare "" "$@"
compare "ms" "$@"
compare "gERRORlong ERRORlong ERR" "$@"
compare "in no line of it" "$@"
compare "ends here" "$@"

# Matches at every distance from the end of a block of 64 KiB.
awk 'BEGIN {
    for (i = 65520; i < 65550; i++) {
        for (j = 0; j < i; j++)
            printf "x"
        printf "needle in line %d\n", i
    }
}' >"$log"
compare "needle in" "$@"
compare "xn" "$@"

: >"$log"
compare "" "$@"
compare "x" "$@"
echo "log_pipeline agrees with wc and grep"
