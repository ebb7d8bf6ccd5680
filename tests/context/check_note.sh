#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Each object of assembly says that it has landing pads; the linker gives up
# those of the whole program for one that does not.
#
# usage: check_note.sh READELF OBJECT...
readelf=$1
shift
[ $# -gt 0 ] || exit 2
for object; do
    if ! "$readelf" -n "$object" | grep -q 'feature:.*BTI'; then
        echo "$object does not say that it has landing pads"
        exit 1
    fi
done
echo "$# objects"
