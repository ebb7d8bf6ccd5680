# SPDX-License-Identifier: MIT
#
# Suites: programs of libcheck, one a module of the library.
include_guard(GLOBAL)

find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(CHECK QUIET IMPORTED_TARGET check)
endif()
if(NOT CHECK_FOUND)
    message(STATUS "libcoro: Check (the package `check`) is not found by "
        "pkg-config: its suites are left out")
endif()

# What the environment of every test of the library says: sanitizers stop at
# the first error and look for leaks, and Check is as patient as CTest.
set(CORO_TEST_ENVIRONMENT
    "ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1"
    "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1"
    "CK_TIMEOUT_MULTIPLIER=${CORO_TEST_SLOWDOWN}")

# What a suite's says besides: Check fills memory unseen by MemorySanitizer,
# which takes all that malloc(3) gives for initialised there.
set(CORO_SUITE_ENVIRONMENT "MSAN_OPTIONS=poison_in_malloc=0:poison_in_free=0")

# coro_add_test(NAME [TIMEOUT seconds] [LABELS ...] COMMAND command ...)
#
# A test that runs code of the library: under the runner, in that
# environment.
function(coro_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "LABELS;COMMAND")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    math(EXPR timeout "${arg_TIMEOUT} * ${CORO_TEST_SLOWDOWN}")
    add_test(NAME ${name} COMMAND ${CORO_TEST_RUNNER} ${arg_COMMAND})
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${timeout}
        LABELS "${arg_LABELS}"
        ENVIRONMENT "${CORO_TEST_ENVIRONMENT}")
endfunction()

# coro_add_not_run(NAME LABELS REASON): what this build cannot test says so, and
# CTest calls it skipped.
function(coro_add_not_run name labels reason)
    add_test(NAME ${name} COMMAND sh -c "echo 'not run: ${reason}'; exit 77")
    set_tests_properties(${name} PROPERTIES
        LABELS "${labels}" SKIP_RETURN_CODE 77)
endfunction()

# What ThreadSanitizer does not bear: more fibers than it allows; fork(2) where
# there are any; handlers that are left by siglongjmp(3).
set(CORO_NOT_UNDER_TSAN check_chain_depth check_many check_sched_fork
    check_sched_fork_portable check_fault)
# What MemorySanitizer does not: a C++ library, and probes in assembly, of which
# it knows nothing; a measure of memory, and a limit of it, that it needs
# itself; 100,000 levels of frames whose shadow is written.
set(CORO_NOT_UNDER_MSAN check_cxx check_cxx_no_inline check_cxx_share
    check_cxx_leaving check_cxx_leaving_no_inline check_cxx_called
    check_cxx_called_no_inline check_switch_O0
    check_switch_O2 check_switch_no_inline check_slab check_map_limit
    check_chain_depth)

# coro_add_suite(check_MODULE [SOURCES file ...] [LINK_OPTIONS ...]
#     [COMPILE_OPTIONS ...] [LINK_LIBRARIES ...] [TIMEOUT seconds])
#
# Build check_MODULE from SOURCES (by default check_MODULE.c) against the
# static library, whose internal headers it may include, and run it. Without
# Check, do nothing.
function(coro_add_suite name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT"
        "SOURCES;LINK_OPTIONS;COMPILE_OPTIONS;LINK_LIBRARIES")
    if(NOT CHECK_FOUND)
        return()
    endif()
    if(CORO_SANITIZE MATCHES "thread" AND name IN_LIST CORO_NOT_UNDER_TSAN)
        coro_add_not_run(${name} suite "ThreadSanitizer does not bear it")
        return()
    elseif(CORO_SANITIZE MATCHES "memory" AND name IN_LIST CORO_NOT_UNDER_MSAN)
        coro_add_not_run(${name} suite "MemorySanitizer does not bear it")
        return()
    endif()
    if(NOT arg_SOURCES)
        set(arg_SOURCES ${name}.c)
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE
        "${PROJECT_SOURCE_DIR}/src"
        "${PROJECT_SOURCE_DIR}/tests"
        "${PROJECT_SOURCE_DIR}/tests/support")
    target_compile_definitions(${name} PRIVATE ${CORO_LIMITS})
    target_compile_options(${name} PRIVATE ${arg_COMPILE_OPTIONS})
    target_link_options(${name} PRIVATE ${arg_LINK_OPTIONS})
    if(TARGET coro_test_support)
        list(APPEND arg_LINK_LIBRARIES coro_test_support)
    endif()
    target_link_libraries(${name} PRIVATE
        ${arg_LINK_LIBRARIES} coro_static PkgConfig::CHECK Threads::Threads)
    set(labels suite)
    if("${arg_LINK_OPTIONS}" MATCHES "--wrap")
        list(APPEND labels wrap) # finds nothing to wrap under -flto
    endif()
    coro_add_test(${name} TIMEOUT "${arg_TIMEOUT}" LABELS ${labels}
        COMMAND "$<TARGET_FILE:${name}>")
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT
        "${CORO_SUITE_ENVIRONMENT}")
endfunction()
