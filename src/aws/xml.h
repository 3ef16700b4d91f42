// As much of XML as the answers of AWS's query protocol have: elements and text. Attributes,
// comments and declarations are passed over; there are no entities but XML's own, so nothing can be
// made to grow.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gw::aws {

// The text of the first element whose way from outside ends with `path`
// ("Credentials/AccessKeyId"), without regard to namespaces, decoded. nullopt when there is none,
// or the document is broken before it.
std::optional<std::string> xml_value(std::string_view document, std::string_view path);

}  // namespace gw::aws
