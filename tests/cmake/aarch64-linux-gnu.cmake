# SPDX-License-Identifier: MIT
#
# Build for 64-bit Arm with Debian's cross compiler, and run what comes of it
# under qemu-user:
#
#     dpkg --add-architecture arm64 && apt-get update
#     apt-get install gcc-aarch64-linux-gnu g++-aarch64-linux-gnu qemu-user \
#         check:arm64 libstdc++6:arm64
#     cmake -B build -DCMAKE_TOOLCHAIN_FILE=tests/cmake/aarch64-linux-gnu.cmake
#
# -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ takes Clang instead.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(triple aarch64-linux-gnu)

if(NOT CMAKE_C_COMPILER)
    set(CMAKE_C_COMPILER ${triple}-gcc)
endif()
if(NOT CMAKE_CXX_COMPILER)
    set(CMAKE_CXX_COMPILER ${triple}-g++)
endif()
foreach(language C CXX ASM) # heeded by Clang alone
    set(CMAKE_${language}_COMPILER_TARGET ${triple})
endforeach()

# Libraries of the target, headers and programs of either.
set(CMAKE_LIBRARY_ARCHITECTURE ${triple})
set(ENV{PKG_CONFIG_LIBDIR}
    /usr/lib/${triple}/pkgconfig:/usr/share/pkgconfig)

# Programs find the target's C library where Debian puts it.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)
