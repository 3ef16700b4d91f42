# ./dev package: a tarball and a .deb of the stripped binary.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # only what is installed needs to be built
install(TARGETS bedrock-gateway RUNTIME DESTINATION bin)
install(FILES LICENSE README.md CHANGELOG.md docs/configuration.md docs/operations.md
        DESTINATION share/doc/bedrock-gateway)
install(FILES packaging/bedrock-gateway.service packaging/bedrock-gateway.socket
        DESTINATION lib/systemd/system)
install(FILES packaging/prometheus/alerts.yml packaging/grafana/bedrock-gateway.json
        DESTINATION share/bedrock-gateway)

set(CPACK_GENERATOR TGZ DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_OUTPUT_FILE_PREFIX ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGE_NAME bedrock-gateway)
set(CPACK_PACKAGE_CONTACT "The bedrock-gateway authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "An OpenAI-compatible gateway to AWS Bedrock")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS ca-certificates)
include(CPack)
