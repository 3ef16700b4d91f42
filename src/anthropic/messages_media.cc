#include "anthropic/messages_media.h"

#include <string>
#include <utility>

#include "anthropic/messages_content.h"
#include "anthropic/messages_facts.h"
#include "base/ascii.h"
#include "base/encoding.h"
#include "llm/media_source.h"

namespace gw::anthropic {

namespace {

using json::Value;
using llm::Expected;
using llm::Media;
using llm::Path;

// Far above what any model takes: they are kept in memory.
constexpr std::size_t kMostMedia = 1000;

Expected<Value> find_required(json::Object object, std::string_view key, const Path& path) {
  const std::optional<Value> value = find_set(object, key);
  if (!value) return llm::missing(path / key);
  return *value;
}

Expected<json::RawString> read_string(json::Object object, std::string_view key, const Path& path) {
  const Expected<Value> value = find_required(object, key, path);
  if (!value) return std::unexpected(value.error());
  const auto text = value->string();
  if (!text) return llm::wrong_type(path / key, "a string", *value);
  return *text;
}

Expected<std::string> read_decoded(json::Object object, std::string_view key, const Path& path) {
  const Expected<json::RawString> text = read_string(object, key, path);
  if (!text) return std::unexpected(text.error());
  Result<std::string> decoded = json::decode(*text);
  if (!decoded) return llm::refuse(path / key, "invalid_json", decoded.error().message);
  return *std::move(decoded);
}

void set_text(std::string_view utf8, Media& media, llm::Request& request) {
  media.media_type = "text/plain";
  media.data = request.repaired.emplace_back(to_base64(utf8));
}

// A document written as content blocks: its texts, one below the other.
Expected<> read_blocks(json::Object source, const Path& path, Media& media, llm::Request& request) {
  const Expected<Value> content = find_required(source, "content", path);
  if (!content) return std::unexpected(content.error());
  std::string text;
  if (content->string()) {
    text = json::decode(*content->string()).value_or("");
  } else if (const auto list = content->array()) {
    for (const Value item : *list) {
      const auto block = item.object();
      const auto piece = block ? find_set(*block, "text") : std::nullopt;
      if (!piece || !piece->string()) continue;
      if (!text.empty()) text += '\n';
      text += json::decode(*piece->string()).value_or("");
    }
  } else {
    return llm::wrong_type(path / "content", "a string or an array of objects", *content);
  }
  set_text(text.empty() ? std::string_view(" ") : std::string_view(text), media, request);
  return {};
}

Expected<> read_typed_source(json::Object source, std::string_view type, const Path& path,
                             Media& media, llm::Request& request) {
  if (type == "base64") {
    const auto data = read_string(source, "data", path);
    if (!data) return std::unexpected(data.error());
    Expected<> read = llm::read_source(*data, path / "data", request.repaired, media);
    if (!read || !find_set(source, "media_type")) return read;
    Expected<std::string> label = read_decoded(source, "media_type", path);
    if (label) media.media_type = ascii::to_lower(*label);
    return label ? Expected<>() : std::unexpected(std::move(label.error()));
  }
  if (type == "url") {
    const auto url = read_string(source, "url", path);
    if (!url) return std::unexpected(url.error());
    return llm::read_source(*url, path / "url", request.repaired, media);
  }
  if (type == "text") {
    const Expected<std::string> text = read_decoded(source, "data", path);
    if (!text) return std::unexpected(text.error());
    set_text(*text, media, request);
    return {};
  }
  if (type == "content") return read_blocks(source, path, media, request);
  if (type == "file") return std::unexpected(refuse_file(path));
  return llm::refuse(path / "type", "invalid_value",
                     "Invalid value for '" + (path / "type").text() +
                         "'. Supported values are: 'base64', 'url', 'text', 'content'.");
}

bool has_type(json::Object object, std::string_view type) {
  const std::optional<Value> value = object.find("type");
  return value && llm::is_string(*value, type);
}

bool has_remote_source(json::Object block) {
  const std::optional<Value> source = block.find("source");
  const auto object = source ? source->object() : std::nullopt;
  return object && has_type(*object, "url");
}

// `visit` says of a block whether it is found. No list: nothing is.
template <class Visit>
bool any_block(json::Object object, const Visit& visit) {
  const std::optional<Value> content = object.find("content");
  const auto list = content ? content->array() : std::nullopt;
  if (!list) return false;
  for (const Value item : *list) {
    const auto block = item.object();
    if (block && visit(*block)) return true;
  }
  return false;
}

bool is_remote_media(json::Object block) {
  return (has_type(block, "image") || has_type(block, "document")) && has_remote_source(block);
}

// Results of tools can have pictures, too.
bool is_or_has_remote_media(json::Object block) {
  return is_remote_media(block) ||
         (has_type(block, "tool_result") && any_block(block, is_remote_media));
}

}  // namespace

bool has_remote_media(const MessagesBody& body) {
  const std::optional<Value> messages = body.find(Member::messages);
  const auto list = messages ? messages->array() : std::nullopt;
  if (!list) return false;
  for (const Value item : *list) {
    const auto message = item.object();
    if (message && any_block(*message, is_or_has_remote_media)) return true;
  }
  return false;
}

llm::Failure refuse_file(const Path& source) {
  return llm::invalid_request(
      "Unsupported value for '" + (source / "type").text() +
          "': 'file' names a file that was uploaded before, and this gateway "
          "keeps none. Send its content as 'base64'.",
      (source / "type").text(), "unsupported_value");
}

Expected<llm::MediaPart> read_media(json::Object block, Media::Kind kind, const Path& path,
                                    llm::Request& request) {
  if (request.media.size() == kMostMedia) {
    return llm::refuse(path, "invalid_value",
                       "Invalid value: a request can have " + std::to_string(kMostMedia) +
                           " pictures and documents.");
  }
  const Expected<Value> value = find_required(block, "source", path);
  if (!value) return std::unexpected(value.error());
  const Path here = path / "source";
  const auto source = value->object();
  if (!source) return llm::wrong_type(here, "an object", *value);
  const auto type = read_string(*source, "type", here);
  if (!type) return std::unexpected(type.error());
  Media media{.kind = kind};
  media.path = here.text();
  Expected<> read = read_typed_source(*source, type->escaped, here, media, request);
  if (!read) return std::unexpected(std::move(read.error()));
  if (find_set(block, "title")) {
    Expected<std::string> title = read_decoded(block, "title", path);
    if (!title) return std::unexpected(std::move(title.error()));
    media.file_name = *std::move(title);
  }
  if (find_set(block, "context")) llm::note_name("messages.content.context", request.unsupported);
  if (find_set(block, "citations"))
    llm::note_name("messages.content.citations", request.unsupported);
  request.media.push_back(std::move(media));
  return llm::MediaPart{request.media.size() - 1};
}

}  // namespace gw::anthropic
