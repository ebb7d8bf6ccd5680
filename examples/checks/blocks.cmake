# SPDX-License-Identifier: MIT
#
# Reading the fenced blocks of a Markdown file.

# coro_next_block(TEXT BLOCK LANGUAGE)
#
# Put the next block of LANGUAGE in the variable TEXT into BLOCK, and what
# follows it back into TEXT; without one, BLOCK is empty.
function(coro_next_block text_variable block_variable language)
    set(text "${${text_variable}}")
    set(fence "\n```${language}\n")
    string(FIND "${text}" "${fence}" start)
    if(start EQUAL -1)
        set(${block_variable} "" PARENT_SCOPE)
        return()
    endif()
    string(LENGTH "${fence}" length)
    math(EXPR start "${start} + ${length}")
    string(SUBSTRING "${text}" ${start} -1 rest)
    string(FIND "${rest}" "\n```\n" end)
    if(end EQUAL -1)
        message(FATAL_ERROR "a block of ${language} does not end")
    endif()
    math(EXPR end "${end} + 1")
    string(SUBSTRING "${rest}" 0 ${end} found)
    string(SUBSTRING "${rest}" ${end} -1 rest)
    set(${block_variable} "${found}" PARENT_SCOPE)
    set(${text_variable} "${rest}" PARENT_SCOPE)
endfunction()

# coro_read_all(VARIABLE PATTERN): the files that match, one behind the other.
function(coro_read_all variable pattern)
    set(all "")
    file(GLOB files "${pattern}")
    foreach(file IN LISTS files)
        file(READ "${file}" content)
        string(APPEND all "${content}\n")
    endforeach()
    set(${variable} "${all}" PARENT_SCOPE)
endfunction()
