# gw_library(<folder> DEPENDS <folders and packages...> [PCH std|asio])
#   Every .cc of the folder; headers are found from src/ ("json/value.h").
# gw_test(<folder> DEPENDS ...)
#   Every *_test.cc of tests/<folder> as one GoogleTest program under ctest.

# A precompiled header holds the path of its checkout, so its own contents would let no other checkout
# use what ccache knows. Instead of them it takes the sum beside it: of all headers that went into it.
function(gw_sum_precompiled kind)
  list(TRANSFORM GW_DEFINITIONS PREPEND -D OUTPUT_VARIABLE definitions)
  execute_process(
    COMMAND ${CMAKE_CXX_COMPILER} -std=c++23 ${definitions} -M -MT sum
            ${CMAKE_SOURCE_DIR}/cmake/pch_${kind}.h
    OUTPUT_VARIABLE headers COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "[\\\n\t ]+" ";" headers "${headers}")
  list(FILTER headers INCLUDE REGEX "^/")
  set(sums "")
  foreach(header ${headers})
    file(SHA256 ${header} sum)
    string(APPEND sums ${sum})
  endforeach()
  string(SHA256 sum "${sums}")
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/gw_pch_${kind}.dir/cmake_pch.hxx.pch.sum ${sum})
  # When a header changes, so must the sum.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${headers})
endfunction()

# Two precompiled headers: the standard library for the pure folders, Asio on top for the others.
function(gw_precompile target kind)
  file(WRITE ${CMAKE_BINARY_DIR}/pch/${kind}.cc "")
  if(NOT TARGET gw_pch_${kind})
    add_library(gw_pch_${kind} OBJECT ${CMAKE_BINARY_DIR}/pch/${kind}.cc)
    target_include_directories(gw_pch_${kind} PRIVATE ${CMAKE_SOURCE_DIR}/src)
    target_compile_definitions(gw_pch_${kind} PRIVATE ${GW_DEFINITIONS})
    target_precompile_headers(gw_pch_${kind} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch_${kind}.h)
    gw_sum_precompiled(${kind})
  endif()
  target_compile_definitions(${target} PRIVATE ${GW_DEFINITIONS})
  target_precompile_headers(${target} REUSE_FROM gw_pch_${kind})
endfunction()

function(gw_library folder)
  cmake_parse_arguments(ARG "" "PCH" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc
       ${CMAKE_CURRENT_SOURCE_DIR}/*/*.cc)
  list(TRANSFORM ARG_DEPENDS REPLACE "^([a-z0-9]+)$" "gw_\\1")
  if(NOT sources)
    add_library(gw_${folder} INTERFACE)
    target_include_directories(gw_${folder} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(gw_${folder} INTERFACE ${ARG_DEPENDS})
    return()
  endif()
  add_library(gw_${folder} STATIC ${sources})
  target_include_directories(gw_${folder} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(gw_${folder} PUBLIC ${ARG_DEPENDS})
  if(NOT ARG_PCH)
    set(ARG_PCH std)
  endif()
  gw_precompile(gw_${folder} ${ARG_PCH})
endfunction()

function(gw_test folder)
  cmake_parse_arguments(ARG "" "PCH" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${folder}_test ${sources})
  list(TRANSFORM ARG_DEPENDS REPLACE "^([a-z0-9]+)$" "gw_\\1")
  target_link_libraries(${folder}_test PRIVATE gw_${folder} ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  target_include_directories(${folder}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  # Tests run in the source directory; its own path would keep ccache from sharing between checkouts.
  target_compile_definitions(${folder}_test PRIVATE GW_SOURCE_DIR=".")
  if(ARG_PCH)
    gw_precompile(${folder}_test ${ARG_PCH})
  endif()
  add_test(NAME ${folder} COMMAND ${folder}_test)
  set_tests_properties(${folder} PROPERTIES TIMEOUT 300 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()

# gw_fuzz(<name> DEPENDS ...): fuzz/<name>.cc. With GW_FUZZ a libFuzzer program, otherwise a replay
# of fuzz/corpus/<name> as a test.
function(gw_fuzz name)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  list(TRANSFORM ARG_DEPENDS REPLACE "^([a-z0-9]+)$" "gw_\\1")
  if(GW_FUZZ)
    add_executable(fuzz_${name} ${CMAKE_SOURCE_DIR}/fuzz/${name}.cc)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(fuzz_${name} ${CMAKE_SOURCE_DIR}/fuzz/${name}.cc ${CMAKE_SOURCE_DIR}/fuzz/replay.cc)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/fuzz/corpus/${name})
  endif()
  target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_DEPENDS})
endfunction()
