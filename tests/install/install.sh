#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Installs a build twice, moves the result, and builds programs with what is
# there: by find_package and by pkg-config, in C and in C++, static and shared.
#
# Environment: CMAKE, CTEST, CC, CXX (empty: no C++), PKG_CONFIG (empty: left
# out), GENERATOR, CONFIG (of the build), BUILD (the build), SCRATCH (a
# directory of our own), LIBCORO (the source), CONTEXT_ASM (0 or 1: what BUILD
# has), BUILD_FIRST (not empty: make BUILD first).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$SCRATCH"
mkdir -p "$SCRATCH"
log=$SCRATCH/log
if [ "$CONTEXT_ASM" -eq 1 ]; then context=asm; else context=ucontext; fi

# Run a command; show what it printed only if it fails.
quietly() {
    if ! "$@" >"$log" 2>&1; then
        cat "$log"
        echo "failed: $*"
        exit 1
    fi
}

fail() {
    echo "$1"
    exit 1
}

configure() {
    quietly "$CMAKE" -G "$GENERATOR" "-DCMAKE_C_COMPILER=$CC" \
        ${CXX:+"-DCMAKE_CXX_COMPILER=$CXX"} \
        "-DEXPECTED_CONTEXT_ASM=$CONTEXT_ASM" "-DCORO_CONTEXT=$context" "$@"
}

build_library() {
    configure -S "$LIBCORO" -B "$BUILD" \
        -DCORO_TESTS=OFF -DCORO_EXAMPLES=OFF "-DCMAKE_BUILD_TYPE=$CONFIG"
    quietly "$CMAKE" --build "$BUILD" --config "$CONFIG"
}

# Nothing installed may name a directory of the build or of the installation.
check_no_path() {
    if grep -rlF -e "$SCRATCH" -e "$BUILD" -e "$LIBCORO" "$1" \
        --include='*.pc' --include='*.cmake' --include=config.h; then
        fail "a path of the build is in what is installed"
    fi
}

# with_find_package PREFIX LANGUAGE
with_find_package() {
    configure -S "$here/consumer" -B "$SCRATCH/consumer-$2" "-DLANGUAGE=$2" \
        "-DCMAKE_PREFIX_PATH=$1"
    quietly "$CMAKE" --build "$SCRATCH/consumer-$2" --config Debug
    programs=$(find "$SCRATCH/consumer-$2" -type f -name 'with_*' -perm -100)
    [ -n "$programs" ] || fail "no program was built"
    for program in $programs; do
        quietly "$program"
    done
    echo "find_package, $2: good"
}

# with_pkg_config LIBDIR COMPILER SOURCE
with_pkg_config() {
    export PKG_CONFIG_LIBDIR="$1/pkgconfig"
    cflags="-DEXPECTED_CONTEXT_ASM=$CONTEXT_ASM $("$PKG_CONFIG" --cflags libcoro)"
    shared=$("$PKG_CONFIG" --libs libcoro)
    static=$("$PKG_CONFIG" --libs --static libcoro)
    # The flags are words, split on purpose.
    # shellcheck disable=SC2086
    quietly "$2" $cflags "$here/consumer/$3" -o "$SCRATCH/pc" $shared
    LD_LIBRARY_PATH="$1" quietly "$SCRATCH/pc"
    # shellcheck disable=SC2086
    quietly "$2" $cflags "$here/consumer/$3" -o "$SCRATCH/pc" \
        -Wl,-Bstatic $static -Wl,-Bdynamic
    quietly "$SCRATCH/pc"
    echo "pkg-config, $3: good"
}

# embed PREFIX [-DCORO_INSTALL=ON]: libcoro inside another project.
embed() {
    prefix=$1
    shift
    configure -S "$here/embedded" -B "$SCRATCH/embedded" "-DLIBCORO=$LIBCORO" \
        "$@"
    quietly "$CMAKE" --build "$SCRATCH/embedded"
    quietly "$(find "$SCRATCH/embedded" -type f -name with_coro)"
    quietly "$CMAKE" --install "$SCRATCH/embedded" --prefix "$prefix"
}

[ -z "${BUILD_FIRST:-}" ] || build_library

# Into a prefix, then moved.
quietly "$CMAKE" --install "$BUILD" --config "$CONFIG" --prefix "$SCRATCH/first"
mv "$SCRATCH/first" "$SCRATCH/moved"
check_no_path "$SCRATCH/moved"
[ -f "$SCRATCH/moved/share/libcoro/libcoro-gdb.py" ] ||
    fail "no extension of gdb"
with_find_package "$SCRATCH/moved" C
[ -z "$CXX" ] || with_find_package "$SCRATCH/moved" CXX

# As a packager does.
DESTDIR="$SCRATCH/destination" quietly "$CMAKE" --install "$BUILD" \
    --config "$CONFIG"
check_no_path "$SCRATCH/destination"
if [ -n "$PKG_CONFIG" ]; then
    libdir=$(dirname "$(find "$SCRATCH/destination" -name libcoro.a)")
    with_pkg_config "$libdir" "$CC" consumer.c
    [ -z "$CXX" ] || with_pkg_config "$libdir" "$CXX" consumer.cpp
fi

# Inside a project, which is asked for nothing and then for an installation.
embed "$SCRATCH/nothing"
[ ! -e "$SCRATCH/nothing" ] || fail "an embedded libcoro installs itself"
[ -z "$(find "$SCRATCH/embedded" -name 'libcoro.so*')" ] ||
    fail "an embedded libcoro builds what nobody links"
case $("$CMAKE" -E chdir "$SCRATCH/embedded" "$CTEST" -N) in
*"Total Tests: 0"*) ;;
*) fail "an embedded libcoro adds tests" ;;
esac
embed "$SCRATCH/asked" -DCORO_INSTALL=ON
[ -e "$SCRATCH/asked/include/coro/config.h" ] ||
    fail "an embedded libcoro does not install itself when asked"
echo "add_subdirectory: good"
