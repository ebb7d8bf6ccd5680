# SPDX-License-Identifier: MIT
#
# Library and tests with all that distributions harden programs with, and
# link-time optimisation: cmake -B build -C tests/cmake/hardened.cmake
set(flags -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
    -fstack-clash-protection -fcf-protection=full -ffunction-sections
    -fdata-sections)
list(JOIN flags " " flags)
set(CMAKE_C_FLAGS "${flags}" CACHE STRING "")
set(CMAKE_CXX_FLAGS "${flags} -D_GLIBCXX_ASSERTIONS" CACHE STRING "")
set(CMAKE_ASM_FLAGS -fcf-protection=full CACHE STRING "")
foreach(kind EXE SHARED)
    set(CMAKE_${kind}_LINKER_FLAGS
        "-Wl,-z,now,-z,relro,-z,noexecstack,--gc-sections" CACHE STRING "")
endforeach()
set(CMAKE_POSITION_INDEPENDENT_CODE ON CACHE BOOL "")
set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON CACHE BOOL "")
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
