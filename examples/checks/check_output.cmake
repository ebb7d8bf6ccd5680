# SPDX-License-Identifier: MIT
#
# Runs an example and compares its output with the stored one, byte for byte.
#
# cmake -DPROGRAM=... -DEXPECTED=... [-DARGUMENTS=...] [-DLAUNCHER=...] -P ...
# ARGUMENTS and LAUNCHER (a program to run it under) are lists.
cmake_minimum_required(VERSION 3.25)

file(READ "${EXPECTED}" expected)
if(expected STREQUAL "")
    message(FATAL_ERROR "${EXPECTED} is empty")
endif()
execute_process(COMMAND ${LAUNCHER} "${PROGRAM}" ${ARGUMENTS}
    OUTPUT_VARIABLE output RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message("${output}")
    message(FATAL_ERROR "${PROGRAM} ends with ${result}")
endif()
if(NOT output STREQUAL expected)
    message("--- expected\n${expected}--- output\n${output}---")
    message(FATAL_ERROR "${PROGRAM}: the output differs from ${EXPECTED}")
endif()
