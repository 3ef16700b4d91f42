#include "anthropic/output_format.h"

#include <string_view>

#include "bedrock/schema/strict.h"
#include "llm/parse.h"

namespace gw::anthropic {

std::optional<json::Value> find_output_format(const MessagesBody& body) {
  const auto config = body.find(Member::output_config);
  const auto object = config ? config->object() : std::nullopt;
  const auto format = object ? object->find("format") : std::nullopt;
  return format && !format->is_null() ? format : body.find(Member::output_format);
}

std::optional<std::string> strict_output_format(json::Value format, schema::Gaps gaps) {
  const std::string_view text = format.raw();
  const auto object = format.object();
  const auto schema = object ? object->find("schema") : std::nullopt;
  if (!schema || !schema->object()) return std::string(text);
  const auto strict = schema::to_strict_answer(*schema, gaps);
  if (!strict) return std::nullopt;
  const std::string_view raw = schema->raw();
  const auto begin = static_cast<std::size_t>(raw.data() - text.data());
  std::string result(text.substr(0, begin));
  return result.append(*strict).append(text.substr(begin + raw.size()));
}

}  // namespace gw::anthropic
