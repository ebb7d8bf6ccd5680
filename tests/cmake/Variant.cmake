# SPDX-License-Identifier: MIT
#
# The library once more, compiled differently: for what is measured.
include_guard(GLOBAL)

# coro_add_variant(NAME [COMPILE_OPTIONS ...] [COMPILE_DEFINITIONS ...])
#
# A static library of the same sources, whatever the build type: -O2, no
# link-time optimisation, nothing that some compilers add by default, and no
# debugging information, which Valgrind 3.19 cannot read from Clang.
function(coro_add_variant name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" ""
        "COMPILE_OPTIONS;COMPILE_DEFINITIONS")
    get_target_property(sources coro_static SOURCES)
    get_target_property(directory coro_static SOURCE_DIR)
    list(TRANSFORM sources PREPEND "${directory}/")
    add_library(${name} STATIC EXCLUDE_FROM_ALL ${sources})
    foreach(source IN LISTS sources)
        foreach(property COMPILE_OPTIONS COMPILE_DEFINITIONS)
            get_source_file_property(value "${source}"
                TARGET_DIRECTORY coro_static ${property})
            if(value)
                set_source_files_properties("${source}" PROPERTIES
                    ${property} "${value}")
            endif()
        endforeach()
    endforeach()
    set_target_properties(${name} PROPERTIES
        C_VISIBILITY_PRESET hidden
        INTERPROCEDURAL_OPTIMIZATION OFF)
    target_include_directories(${name}
        PUBLIC "${PROJECT_SOURCE_DIR}/include"
            "${PROJECT_BINARY_DIR}/include"
        PRIVATE "${directory}")
    target_compile_options(${name} PUBLIC -O2 -g0
        -fcf-protection=none -fno-stack-protector PRIVATE ${arg_COMPILE_OPTIONS})
    target_compile_definitions(${name} PRIVATE ${arg_COMPILE_DEFINITIONS})
    if(CORO_HAVE_VALGRIND)
        target_compile_definitions(${name} PRIVATE CORO__HAVE_VALGRIND=1)
    endif()
    target_link_libraries(${name} PUBLIC Threads::Threads)
endfunction()
