# Language level, warnings, sanitizers, and the probe that refuses compilers known to miscompile
# coroutines (docs/adr/0002).
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

option(GW_WERROR "Treat warnings as errors" ON)
option(GW_LTO "Optimize across files, which takes the linker half a minute a program" OFF)
set(GW_PROFILE "" CACHE STRING "How often what is done: empty, 'record' to find out (bench/train), or the file")
option(GW_BENCH "Build the micro-benchmarks" OFF)
option(GW_FUZZ "Build the libFuzzer targets instead of their corpus replays" OFF)
set(GW_BUNDLE 8 CACHE STRING "How many sources of a folder the compiler reads at once (gw_bundle)")
set(GW_SANITIZE "" CACHE STRING "Sanitizers: empty, 'address,undefined' or 'thread'")

add_compile_options(-Wall -Wextra -Wshadow -Wconversion -Wno-missing-field-initializers)
if(GW_WERROR)
  add_compile_options(-Werror)
endif()
# Hardening that costs nothing measurable; see docs/operations.md.
add_compile_options(-fstack-protector-strong)
if(GW_SANITIZE)
  add_compile_options(-fsanitize=${GW_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${GW_SANITIZE})
  # Recycled memory would hide a use after free; and the leak sanitizer has to look into the process.
  add_compile_definitions(GW_NO_RECYCLING GW_SANITIZED)
else()
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections)
endif()
if(GW_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(GW_LTO)
  add_compile_options(-flto=thin -fno-plt)
  add_link_options(-flto=thin -Wl,--thinlto-cache-dir=${CMAKE_BINARY_DIR}/lto-cache)
endif()
if(GW_PROFILE STREQUAL "record")
  add_compile_options(-fprofile-generate)
  add_link_options(-fprofile-generate)
elseif(GW_PROFILE)
  # What training never comes by has no counts, which is no news.
  add_compile_options(-fprofile-use=${GW_PROFILE} -Wno-profile-instr-unprofiled)
  add_link_options(-fprofile-use=${GW_PROFILE})
endif()

find_program(GW_LLD NAMES ld.lld-19 ld.lld)
if(GW_LLD)
  add_link_options(-fuse-ld=lld)
endif()

find_program(CCACHE NAMES ccache)
if(CCACHE)
  # The options make hits possible with precompiled headers and between checkouts; the sum that
  # stands for a precompiled header is written by gw_precompile.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_PCH_EXTSUM=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
    # Clang finds the .pch beside the header by itself; CMake's own way to name it, behind -Xclang,
    # hides from ccache that the path is one of this checkout.
    set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Winvalid-pch -include <PCH_HEADER>)
  endif()
endif()

include(CheckCXXSourceRuns)
set(CMAKE_REQUIRED_FLAGS "-std=c++23 -w")
file(READ ${CMAKE_SOURCE_DIR}/cmake/coroutine_probe.cc probe_source)
check_cxx_source_runs("${probe_source}" GW_COROUTINES_SOUND)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT GW_COROUTINES_SOUND)
  message(FATAL_ERROR
    "${CMAKE_CXX_COMPILER} destroys temporaries of a co_await expression twice (as g++ 12 does); "
    "the gateway would crash. Use clang: ./dev build sets it up, or pass "
    "-DCMAKE_CXX_COMPILER=clang++-19.")
endif()
