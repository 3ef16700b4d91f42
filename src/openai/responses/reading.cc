#include "openai/responses/reading.h"

#include <algorithm>
#include <string>

namespace gw::openai {

using json::Value;

llm::Expected<json::RawString> read_name(json::Object object, std::string_view key,
                                         const llm::Path& path, llm::Request& request) {
  const std::optional<Value> value = find_set(object, key);
  if (!value) return llm::missing(path / key);
  auto text = llm::read_identifier(*value, path / key, request.repaired);
  if (text && text->empty()) {
    return llm::refuse(path / key, "empty_string",
                       "Invalid '" + (path / key).text() +
                           "': empty string. Expected a string with minimum length 1, but got an "
                           "empty string instead.");
  }
  return text;
}

void note_dropped(std::string_view place, std::string_view word, llm::Request& request) {
  llm::note_name(word, request.unsupported, place);
}

}  // namespace gw::openai
