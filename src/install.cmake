# SPDX-License-Identifier: MIT
#
# Headers, both libraries, the CMake package and the pkg-config file. The
# result can be moved: both packages find their prefix from where they lie.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" TYPE INCLUDE
    FILES_MATCHING PATTERN "*.h")
install(FILES "${PROJECT_BINARY_DIR}/include/coro/config.h"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/coro")
install(TARGETS coro_static coro_shared EXPORT libcoroTargets
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

install(FILES gdb/libcoro-gdb.py DESTINATION "${CMAKE_INSTALL_DATADIR}/libcoro")

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/libcoro")
configure_package_config_file(libcoroConfig.cmake.in libcoroConfig.cmake
    INSTALL_DESTINATION "${package_dir}"
    NO_SET_AND_CHECK_MACRO)
# Before 1.0, a minor version may break what an earlier one promised.
write_basic_package_version_file(libcoroConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(EXPORT libcoroTargets NAMESPACE libcoro:: DESTINATION "${package_dir}")
install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/libcoroConfig.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/libcoroConfigVersion.cmake"
    DESTINATION "${package_dir}")

# libcoro.pc names its prefix as seen from itself, and the two directories
# as seen from the prefix unless they were given as absolute paths.
set(pc_dir "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH pc_prefix "${pc_dir}" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
set(pc_prefix "\${pcfiledir}/${pc_prefix}")
set(pc_libdir "\${prefix}")
cmake_path(APPEND pc_libdir "${CMAKE_INSTALL_LIBDIR}")
set(pc_includedir "\${prefix}")
cmake_path(APPEND pc_includedir "${CMAKE_INSTALL_INCLUDEDIR}")
configure_file(libcoro.pc.in libcoro.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/libcoro.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
