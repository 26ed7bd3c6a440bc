# CMake package of the UmatSurrogate plugin. Imported targets: UmatSurrogate::UmatSurrogate, and
# UmatSurrogate::Single for VUMAT with REAL*4 arguments (not both in one program: vumat_ has one name).
# Relocatable: it lies in <folder of libumatsurrogate.so>/cmake. Use it with
#   find_package(UmatSurrogate REQUIRED PATHS <folder of libumatsurrogate.so>)   or   -DUmatSurrogate_ROOT=<that folder>
#   target_link_libraries(program PRIVATE UmatSurrogate::UmatSurrogate)
# Fortran programs get the module umat_surrogate by adding ${UmatSurrogate_FORTRAN_MODULE_SOURCE} to their sources
# (a compiled .mod file serves one compiler only).

get_filename_component(UmatSurrogate_LIBRARY_DIR "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
set(UmatSurrogate_FORTRAN_MODULE_SOURCE "${UmatSurrogate_LIBRARY_DIR}/umat_surrogate.f90")

if(NOT EXISTS "${UmatSurrogate_LIBRARY_DIR}/libumatsurrogate.so")
  set(UmatSurrogate_FOUND FALSE)
  set(UmatSurrogate_NOT_FOUND_MESSAGE "libumatsurrogate.so is not in ${UmatSurrogate_LIBRARY_DIR}: install all files of the plugin together.")
  return()
endif()

if(NOT TARGET UmatSurrogate::UmatSurrogate)
  add_library(UmatSurrogate::UmatSurrogate SHARED IMPORTED)
  set_target_properties(UmatSurrogate::UmatSurrogate PROPERTIES
    IMPORTED_LOCATION "${UmatSurrogate_LIBRARY_DIR}/libumatsurrogate.so"
    IMPORTED_SONAME "libumatsurrogate.so"
    INTERFACE_INCLUDE_DIRECTORIES "${UmatSurrogate_LIBRARY_DIR}")
  add_library(UmatSurrogate::Single SHARED IMPORTED)
  set_target_properties(UmatSurrogate::Single PROPERTIES
    IMPORTED_LOCATION "${UmatSurrogate_LIBRARY_DIR}/libumatsurrogate_single.so"
    IMPORTED_SONAME "libumatsurrogate_single.so"
    INTERFACE_COMPILE_DEFINITIONS "UMS_SINGLE_PRECISION"
    INTERFACE_INCLUDE_DIRECTORIES "${UmatSurrogate_LIBRARY_DIR}")
endif()
