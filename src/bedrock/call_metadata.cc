#include "bedrock/call_metadata.h"

#include <cstddef>
#include <optional>

#include "base/buffer.h"
#include "json/raw.h"

namespace gw::bedrock {

namespace {

constexpr std::size_t kMostPairs = 16;  // AWS's limit

}  // namespace

std::string metadata_json(const CallOptions& options) {
  Buffer json;
  json::Writer writer(json);
  writer.begin_object();
  for (const auto& [key, value] : options.metadata) writer.member(key, json::RawString{value});
  writer.end_object();
  return std::string(json.view());
}

void add_attribution(const Attribution& attribution, std::vector<Request::Header>& headers) {
  CallOptions options;
  options.attribute(attribution);
  if (!options.metadata.empty()) headers.push_back({kMetadataHeader, metadata_json(options)});
}

bool write_attributed(const Attribution& attribution, std::span<const json::Object> pairs,
                      json::Writer& json) {
  CallOptions options;
  options.attribute(attribution);
  json.begin_object();
  for (const auto& [key, value] : options.metadata) json.member(key, json::RawString{value});
  std::size_t written = options.metadata.size();
  bool complete = true;
  for (const json::Object& object : pairs) {
    for (const json::Member member : object) {
      // However it is escaped.
      const auto name = json::decode(json::RawString{member.key});
      if (!name || is_attribution(*name) || written == kMostPairs) {
        complete = false;
        continue;
      }
      json.key(member.key).raw(member.value.raw());
      ++written;
    }
  }
  json.end_object();
  return complete;
}

AttributedHeader attribute_header(const Attribution& attribution, std::string_view header) {
  json::Document document;
  const Result<json::Value> value = document.parse(header);
  const std::optional<json::Object> object = value ? value->object() : std::nullopt;
  Buffer out;
  json::Writer json(out);
  bool complete = header.empty() || object;
  complete &= write_attributed(
      attribution, object ? std::span(&*object, 1) : std::span<const json::Object>(), json);
  return {std::string(out.view()), complete};
}

}  // namespace gw::bedrock
