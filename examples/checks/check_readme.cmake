# SPDX-License-Identifier: MIT
#
# The README shows the countdown as it is, byte for byte, and what it prints.
#
# cmake -DREADME=... -DEXAMPLES=... -P check_readme.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/blocks.cmake")

# check(LANGUAGE FILE): the first block of LANGUAGE is FILE.
function(check language file)
    file(READ "${README}" text)
    file(READ "${EXAMPLES}/${file}" expected)
    coro_next_block(text block "${language}")
    if(block STREQUAL "")
        message(FATAL_ERROR "${README} has no block of ${language}")
    endif()
    if(NOT block STREQUAL expected)
        message("${block}")
        message(FATAL_ERROR "${README}: this is not ${file}")
    endif()
endfunction()

check(c countdown.c)
check(text expected/countdown.out)

file(READ "${README}" text)
string(REGEX MATCHALL "\n" newlines "${text}")
list(LENGTH newlines count)
if(count GREATER 120)
    message(FATAL_ERROR "${README} has ${count} lines, more than 120")
endif()
