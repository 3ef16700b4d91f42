# checkheaders: compiles each header alone and without precompiled ones, so that each includes what
# it uses. Built by ./dev lint.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/src/*.h)
foreach(header ${headers})
  set(source ${CMAKE_BINARY_DIR}/checkheaders/${header}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n")
  list(APPEND header_sources ${source})
endforeach()
add_library(checkheaders OBJECT EXCLUDE_FROM_ALL ${header_sources})
target_include_directories(checkheaders PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(checkheaders PRIVATE -fsyntax-only)
