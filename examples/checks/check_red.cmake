# SPDX-License-Identifier: MIT
#
# Proves that the other checks of this directory go red: each must refuse what
# has been spoilt for it, with the complaint meant for that, and accept what
# has not.
#
# cmake -DPROGRAM=... -DEXAMPLES=... -DREADME=... -DTUTORIAL=... -DSCRATCH=...
#     [-DEMULATOR=...] -P check_red.cmake; PROGRAM is the built countdown, and
#     EMULATOR what it runs under if it is for another machine.
cmake_minimum_required(VERSION 3.25)
set(spoilt "${SCRATCH}/spoilt")

# expect(COMPLAINT CHECK -D...): COMPLAINT is a regular expression; empty: none.
function(expect complaint check)
    execute_process(COMMAND "${CMAKE_COMMAND}" ${ARGN}
            -P "${CMAKE_CURRENT_LIST_DIR}/${check}.cmake"
        ERROR_VARIABLE said RESULT_VARIABLE result)
    string(REGEX REPLACE "[ \n]+" " " said "${said}") # it breaks long lines
    if(complaint STREQUAL "" AND NOT result EQUAL 0)
        message(FATAL_ERROR "${check} refuses what is good: ${said}")
    elseif(NOT complaint STREQUAL "" AND result EQUAL 0)
        message(FATAL_ERROR "${check} accepts: ${complaint}")
    elseif(NOT said MATCHES "${complaint}")
        message(FATAL_ERROR "${check}: not ${complaint} but: ${said}")
    endif()
endfunction()

# spoil(FILE FROM TO): write FILE with FROM replaced by TO to ${spoilt}.
function(spoil file from to)
    file(READ "${file}" text)
    string(REPLACE "${from}" "${to}" changed "${text}")
    if(changed STREQUAL text)
        message(FATAL_ERROR "${file} does not contain ${from}")
    endif()
    file(WRITE "${spoilt}" "${changed}")
endfunction()

function(check_output)
    set(expected "${EXAMPLES}/expected/countdown.out")
    set(stored "-DEXPECTED=${spoilt}")
    set(program "-DPROGRAM=${PROGRAM}" "-DLAUNCHER=${EMULATOR}")
    expect("" check_output ${program} "-DEXPECTED=${expected}")
    spoil("${expected}" "2\n" "4\n")
    expect("differs" check_output ${program} ${stored})
    spoil("${expected}" "1\n" "1")
    expect("differs" check_output ${program} ${stored})
    spoil("${expected}" "1\n" "1\n\n")
    expect("differs" check_output ${program} ${stored})
    file(WRITE "${spoilt}" "")
    expect("is empty" check_output ${program} ${stored})
    file(WRITE "${spoilt}" "something\n")
    expect("differs" check_output -DPROGRAM=true ${stored})
    expect("ends with 1" check_output -DPROGRAM=false ${stored})
    expect("ends with" check_output -DPROGRAM=/nowhere ${stored})
endfunction()

function(check_readme)
    set(rest "-DREADME=${spoilt}" "-DEXAMPLES=${EXAMPLES}")
    spoil("${README}" "from 3\n3\n" "from 3\n")
    expect("this is not expected" check_readme ${rest})
    spoil("${README}" "    return rc < 0;\n" "    return 0;\n")
    expect("this is not countdown.c" check_readme ${rest})
    spoil("${README}" "```c\n" "```\n")
    expect("has no block of c" check_readme ${rest})
    string(REPEAT "\n" 120 lines)
    spoil("${README}" "\n## Limits" "${lines}\n## Limits")
    expect("more than 120" check_readme ${rest})
endfunction()

function(check_tutorial)
    set(rest "-DTUTORIAL=${spoilt}" "-DEXAMPLES=${EXAMPLES}")
    spoil("${TUTORIAL}" "coro_next(" "coro_other(")
    expect("in no example" check_tutorial ${rest})
    spoil("${TUTORIAL}" "```c\n" "```\n")
    expect("has no block of c" check_tutorial ${rest})
    spoil("${TUTORIAL}" "\n```text\n" "\n```text\nnever printed\n")
    expect("in no example" check_tutorial ${rest})
    file(WRITE "${spoilt}" "\n```c\nint main(void)\n")
    expect("does not end" check_tutorial ${rest})
endfunction()

# A program that prints nothing, and one that fails.
function(check_log_pipeline)
    foreach(program true false)
        execute_process(COMMAND sh
                "${CMAKE_CURRENT_LIST_DIR}/check_log_pipeline.sh"
                "${SCRATCH}/red" ${program}
            OUTPUT_QUIET RESULT_VARIABLE result)
        if(result EQUAL 0)
            message(FATAL_ERROR "check_log_pipeline.sh accepts ${program}")
        endif()
    endforeach()
endfunction()

check_output()
check_readme()
check_tutorial()
check_log_pipeline()
