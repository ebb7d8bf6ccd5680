#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Each object of assembly says that it has landing pads, since the linker gives
# up those of the whole program for one that does not; and nothing of shadow
# stacks.
#
# usage: check_note.sh READELF OBJECT...
readelf=$1
shift
[ $# -gt 0 ] || exit 2
for object; do
    notes=$("$readelf" -n "$object")
    case $notes in
    *feature:*SHSTK* | *feature:*GCS*)
        echo "$object says that it heeds shadow stacks"
        exit 1
        ;;
    *feature:*BTI* | *feature:*IBT*) ;;
    *)
        echo "$object does not say that it has landing pads"
        exit 1
        ;;
    esac
done
echo "$# objects"
