# SPDX-License-Identifier: MIT
#
# The library once more, compiled differently: for what is measured.
include_guard(GLOBAL)

# coro_add_variant(NAME [DEFINITION ...])
#
# A static library of the same sources with the usual limits, whatever the
# build: -O2, no link-time optimisation, nothing that some compilers add by
# default, and no debugging information, which Valgrind 3.19 cannot read from
# Clang. Valgrind counts for it, but is told of no stack, which would count.
function(coro_add_variant name)
    get_target_property(sources coro_static SOURCES)
    get_target_property(directory coro_static SOURCE_DIR)
    list(TRANSFORM sources PREPEND "${directory}/")
    add_library(${name} STATIC EXCLUDE_FROM_ALL ${sources})
    foreach(source IN LISTS sources)
        foreach(property COMPILE_OPTIONS UNITY_GROUP)
            get_source_file_property(value "${source}"
                TARGET_DIRECTORY coro_static ${property})
            if(value)
                set_source_files_properties("${source}" PROPERTIES
                    ${property} "${value}")
            endif()
        endforeach()
    endforeach()
    get_target_property(options coro_static COMPILE_OPTIONS)
    set_target_properties(${name} PROPERTIES
        C_VISIBILITY_PRESET hidden
        COMPILE_OPTIONS "${options}"
        UNITY_BUILD ON
        UNITY_BUILD_MODE GROUP
        INTERPROCEDURAL_OPTIMIZATION OFF)
    target_include_directories(${name}
        PUBLIC "${PROJECT_SOURCE_DIR}/include"
            "${PROJECT_BINARY_DIR}/include"
        PRIVATE "${directory}")
    target_compile_options(${name} PUBLIC -O2 -g0 -fcf-protection=none
        -fno-stack-protector)
    target_compile_definitions(${name} PRIVATE ${ARGN})
    target_link_libraries(${name} PUBLIC Threads::Threads)
endfunction()
