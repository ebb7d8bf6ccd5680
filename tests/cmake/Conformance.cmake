# SPDX-License-Identifier: MIT
#
# Scenarios: programs of a small language, compared with what CPython prints.
include_guard(GLOBAL)

# coro_add_conformance(NAME SCRIPT TARGET DIRECTORY [argument ...]
#     [OPTIONS ...])
#
# Have SCRIPT of tests/conformance, check.py or batch.py, judge the interpreter
# TARGET, which gets the options, by the scenarios of a directory.
function(coro_add_conformance name script target directory)
    cmake_parse_arguments(PARSE_ARGV 4 arg "" "" "OPTIONS")
    math(EXPR patience "20 * ${CORO_TEST_SLOWDOWN}")
    math(EXPR timeout "300 * ${CORO_TEST_SLOWDOWN}")
    # The launcher goes before the interpreter, not before Python.
    set(runner ${CORO_TEST_RUNNER} "$<TARGET_FILE:${target}>" ${arg_OPTIONS})
    list(JOIN runner " " runner)
    add_test(NAME conformance_${name}
        COMMAND "${Python3_EXECUTABLE}" -B
            "${PROJECT_SOURCE_DIR}/tests/conformance/${script}" "${runner}"
            "${directory}" --jobs 2 --timeout ${patience}
            ${arg_UNPARSED_ARGUMENTS})
    set_tests_properties(conformance_${name} PROPERTIES
        TIMEOUT ${timeout} LABELS conformance PROCESSORS 2
        ENVIRONMENT "${CORO_TEST_ENVIRONMENT}")
endfunction()
