# Third-party packages, all from Debian 12. README.md says what each is for.
find_package(OpenSSL 3 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(simdjson REQUIRED)
find_path(TOML_INCLUDE_DIRECTORY toml++/toml.h REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(GTest REQUIRED)
find_library(DEFLATE_LIBRARY NAMES libdeflate.a deflate REQUIRED)

add_library(gw_deflate INTERFACE)
target_link_libraries(gw_deflate INTERFACE ${DEFLATE_LIBRARY})

# The same everywhere, so that precompiled headers can be shared. Asio would keep two coroutine frames
# for the next ones and look at both before it asks for aligned memory; malloc's own lists are faster.
set(GW_DEFINITIONS
    SIMDJSON_EXCEPTIONS=0
    BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING
    BOOST_ASIO_SEPARATE_COMPILATION
    BOOST_ASIO_NO_DEPRECATED)
add_compile_definitions(${GW_DEFINITIONS})

add_library(gw_asio STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cc)
target_link_libraries(gw_asio PUBLIC Boost::headers Threads::Threads)
target_compile_options(gw_asio PRIVATE -w)

# Compiled in, so that the binary needs few shared libraries.
add_library(gw_toml STATIC ${CMAKE_SOURCE_DIR}/cmake/toml.cc)
target_include_directories(gw_toml SYSTEM PUBLIC ${TOML_INCLUDE_DIRECTORY})
target_compile_definitions(gw_toml PUBLIC TOML_HEADER_ONLY=0)
target_compile_options(gw_toml PRIVATE -w)
