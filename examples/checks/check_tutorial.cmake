# SPDX-License-Identifier: MIT
#
# Every block of C in the tutorial is an excerpt of an example, and every block
# of text one of what an example prints.
#
# cmake -DTUTORIAL=... -DEXAMPLES=... -P check_tutorial.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/blocks.cmake")

# check(LANGUAGE PATTERN): the blocks of LANGUAGE are in the files of PATTERN.
function(check language pattern)
    file(READ "${TUTORIAL}" text)
    coro_read_all(files "${EXAMPLES}/${pattern}")
    coro_next_block(text block "${language}")
    if(block STREQUAL "")
        message(FATAL_ERROR "${TUTORIAL} has no block of ${language}")
    endif()
    while(NOT block STREQUAL "")
        string(FIND "${files}" "${block}" at)
        if(at EQUAL -1)
            message("${block}")
            message(FATAL_ERROR "${TUTORIAL}: this is in no example")
        endif()
        coro_next_block(text block "${language}")
    endwhile()
endfunction()

check(c "*.c")
check(text "expected/*.out")
