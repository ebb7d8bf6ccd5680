# SPDX-License-Identifier: MIT
#
# What the options and the machine decide about the library. A platform is a
# file: these functions say which, and nothing else in the build asks.
include(CheckCSourceCompiles)
include(CheckIncludeFile)

# Does a condition of the preprocessor hold for what is compiled for?
function(coro_compiles_for condition result)
    check_c_source_compiles("
        #if !(${condition})
        #error another target
        #endif
        int main(void) { return 0; }" ${result})
    set(${result} "${${result}}" PARENT_SCOPE)
endfunction()

# The files of the assembly switch are named after this; 1 for using it, 0 for
# ucontext(3). The conditions are those of the ladder in include/coro/context.h.
function(coro_choose_context architecture result)
    if(NOT CORO_CONTEXT MATCHES "^(auto|asm|ucontext)$")
        message(FATAL_ERROR
            "CORO_CONTEXT is '${CORO_CONTEXT}'; it can be auto, asm or ucontext")
    endif()
    coro_compiles_for("defined(__x86_64__) && !defined(_WIN32) && \
        !defined(__ILP32__)" CORO_HAVE_ASM_X86_64)
    coro_compiles_for("defined(__aarch64__) && defined(__ELF__) && \
        !defined(__ILP32__)" CORO_HAVE_ASM_AARCH64)
    if(CORO_HAVE_ASM_X86_64)
        set(name x86_64_sysv)
    elseif(CORO_HAVE_ASM_AARCH64)
        set(name aarch64_aapcs64)
    elseif(CORO_CONTEXT STREQUAL "asm")
        message(FATAL_ERROR "CORO_CONTEXT is asm, but there is no assembly "
            "switch for ${CMAKE_SYSTEM_PROCESSOR}; use ucontext")
    endif()
    set(${architecture} "${name}" PARENT_SCOPE)
    if(name AND NOT CORO_CONTEXT STREQUAL "ucontext")
        set(${result} 1 PARENT_SCOPE)
        message(STATUS "libcoro: switch: assembly, ${name}")
    else()
        set(${result} 0 PARENT_SCOPE)
        message(STATUS "libcoro: switch: ucontext")
    endif()
endfunction()

# 1 for epoll(7), 0 for poll(2).
function(coro_choose_poller result)
    if(NOT CORO_POLLER MATCHES "^(auto|epoll|poll)$")
        message(FATAL_ERROR
            "CORO_POLLER is '${CORO_POLLER}'; it can be auto, epoll or poll")
    endif()
    check_include_file(sys/epoll.h CORO_HAVE_EPOLL_H)
    check_include_file(sys/eventfd.h CORO_HAVE_EVENTFD_H)
    set(${result} 0 PARENT_SCOPE)
    if(CORO_HAVE_EPOLL_H AND CORO_HAVE_EVENTFD_H)
        set(have 1)
    elseif(CORO_POLLER STREQUAL "epoll")
        message(FATAL_ERROR "CORO_POLLER is epoll, but ${CMAKE_SYSTEM_NAME} "
            "has none; use poll")
    endif()
    if(have AND NOT CORO_POLLER STREQUAL "poll")
        set(${result} 1 PARENT_SCOPE)
        message(STATUS "libcoro: poller: epoll")
    else()
        message(STATUS "libcoro: poller: poll")
    endif()
endfunction()

# Whether to compile the client requests in; they cost a few instructions a
# stack and need nothing at run time.
function(coro_choose_valgrind result)
    if(NOT CORO_VALGRIND MATCHES "^(auto|on|off)$")
        message(FATAL_ERROR
            "CORO_VALGRIND is '${CORO_VALGRIND}'; it can be auto, on or off")
    endif()
    check_include_file(valgrind/valgrind.h CORO_HAVE_VALGRIND_H)
    if(CORO_VALGRIND STREQUAL "on" AND NOT CORO_HAVE_VALGRIND_H)
        message(FATAL_ERROR
            "CORO_VALGRIND is on, but valgrind/valgrind.h is not found")
    endif()
    if(CORO_HAVE_VALGRIND_H AND NOT CORO_VALGRIND STREQUAL "off")
        set(${result} 1 PARENT_SCOPE)
    else()
        set(${result} 0 PARENT_SCOPE)
    endif()
endfunction()

# The definitions that carry the limits into src/stack.
function(coro_choose_limits result)
    set(pool "${CORO_POOL_LIMIT}")
    if(pool STREQUAL "")
        set(pool "$<IF:$<CONFIG:Debug>,4,256>")
    elseif(NOT pool MATCHES "^[0-9]+$")
        message(FATAL_ERROR
            "CORO_POOL_LIMIT is '${pool}'; it is a number of stacks")
    endif()
    if(NOT CORO_DEFAULT_STACK MATCHES "^[0-9]+$")
        message(FATAL_ERROR
            "CORO_DEFAULT_STACK is '${CORO_DEFAULT_STACK}'; it is in bytes")
    endif()
    set(${result} "CORO__POOL_LIMIT=${pool}"
        "CORO__DEFAULT_STACK=${CORO_DEFAULT_STACK}" PARENT_SCOPE)
endfunction()
