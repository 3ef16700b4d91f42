#include "openai/responses/content.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "llm/media_source.h"
#include "openai/responses/reading.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::Expected;
using llm::Media;
using llm::Path;

// Far above what any model takes: they are kept in memory.
constexpr std::size_t kMostMedia = 1000;

Expected<> read_plain(Value value, const Path& path, std::string& text) {
  const std::optional<json::RawString> raw = value.string();
  if (!raw) return llm::wrong_type(path, "a string", value);
  Result<std::string> decoded = json::decode(*raw);
  if (!decoded) return llm::refuse(path, "invalid_json", decoded.error().message);
  text = *std::move(decoded);
  return {};
}

// Where the bytes are.
Expected<> read_source_of(Value value, const Path& path, llm::Request& request, Media& media) {
  if (!value.string()) return llm::wrong_type(path, "a string", value);
  media.path = path.text();
  return llm::read_source(*value.string(), path, request.repaired, media);
}

// The first of `keys` that is set says where the bytes are.
template <std::size_t size>
Expected<> read_one_source(json::Object part, const std::array<std::string_view, size>& keys,
                           const Path& path, llm::Request& request, Media& media) {
  for (const std::string_view key : keys) {
    if (const auto value = find_set(part, key))
      return read_source_of(*value, path / key, request, media);
  }
  if (find_set(part, "file_id")) {
    return llm::refuse(path / "file_id", "unsupported_parameter",
                       "Unsupported parameter: '" + (path / "file_id").text() +
                           "' names a file that was uploaded before, and this gateway keeps none. "
                           "Send its content as '" +
                           std::string(keys[0]) + "'.");
  }
  return llm::missing(path / keys[0]);
}

// "image_url": "https://…"; as in chat completions also {"url": "https://…"}.
Expected<> read_image(json::Object part, const Path& path, llm::Request& request, Media& media) {
  static constexpr std::array<std::string_view, 1> kUrl{"image_url"};
  const std::optional<Value> detail = find_set(part, "detail");
  if (detail && !llm::is_string(*detail, "auto"))
    note_dropped("input[].content[].detail", "", request);
  const std::optional<Value> url = find_set(part, kUrl[0]);
  const auto object = url ? url->object() : std::nullopt;
  if (!object) return read_one_source(part, kUrl, path, request, media);
  const Path here = path / kUrl[0];
  const std::optional<Value> inner = find_set(*object, "url");
  if (!inner) return llm::missing(here / "url");
  return read_source_of(*inner, here / "url", request, media);
}

Expected<> read_file(json::Object part, const Path& path, llm::Request& request, Media& media) {
  static constexpr std::array<std::string_view, 2> kSources{"file_data", "file_url"};
  if (const auto name = find_set(part, "filename")) {
    Expected<> read = read_plain(*name, path / "filename", media.file_name);
    if (!read) return read;
  }
  return read_one_source(part, kSources, path, request, media);
}

// "input_audio": {"data": …, "format": "wav"}
Expected<> read_audio(json::Object part, const Path& path, llm::Request& request, Media& media) {
  const Path here = path / "input_audio";
  const std::optional<Value> value = find_set(part, "input_audio");
  if (!value) return llm::missing(here);
  const std::optional<json::Object> object = value->object();
  if (!object) return llm::wrong_type(here, "an object", *value);
  std::string format;
  if (const auto given = find_set(*object, "format")) {
    Expected<> read = read_plain(*given, here / "format", format);
    if (!read) return read;
  }
  const std::optional<Value> data = find_set(*object, "data");
  if (!data) return llm::missing(here / "data");
  Expected<> read = read_source_of(*data, here / "data", request, media);
  if (read && media.media_type.empty() && !format.empty())
    media.media_type = "audio/" + ascii::to_lower(format);
  return read;
}

struct MediaType {
  std::string_view type;
  Media::Kind kind;
  Expected<> (*read)(json::Object part, const Path& path, llm::Request& request, Media& media);
};
constexpr std::array kMediaTypes{
    MediaType{"input_image", Media::Kind::image, read_image},
    MediaType{"input_file", Media::Kind::file, read_file},
    MediaType{"input_audio", Media::Kind::audio, read_audio},
};

struct TextType {
  std::string_view type;
  std::string_view member;
};
constexpr std::array kTextTypes{
    TextType{"input_text", "text"},
    TextType{"output_text", "text"},
    TextType{"text", "text"},
    TextType{"refusal", "refusal"},
};

template <class Type, std::size_t size>
const Type* find_type(const std::array<Type, size>& types, Value type) {
  const auto* found =
      std::ranges::find_if(types, [&](const Type& t) { return llm::is_string(type, t.type); });
  return found == types.end() ? nullptr : found;
}

Expected<llm::MediaPart> read_media(const MediaType& type, json::Object part, const Path& path,
                                    llm::Request& request) {
  if (request.media.size() == kMostMedia) {
    return llm::refuse(path, "invalid_value",
                       "Invalid value: a request can have " + std::to_string(kMostMedia) +
                           " parts that are no text.");
  }
  Media media{.kind = type.kind};
  Expected<> read = type.read(part, path, request, media);
  if (!read) return std::unexpected(std::move(read.error()));
  request.media.push_back(std::move(media));
  return llm::MediaPart{request.media.size() - 1};
}

// The part, a Text or a MediaPart, at the end of `list`.
template <class List>
Expected<> read_part(Value value, const Path& path, List& list, llm::Request& request) {
  const std::optional<json::Object> part = value.object();
  if (!part) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> type = find_set(*part, "type");
  if (!type) return llm::missing(path / "type");
  if (!type->string()) return llm::wrong_type(path / "type", "a string", *type);
  if (const TextType* text = find_type(kTextTypes, *type)) {
    const std::optional<Value> member = part->find(text->member);
    if (!member) return llm::missing(path / text->member);
    const auto read = llm::read_text(*member, path / text->member, request.repaired);
    if (!read) return std::unexpected(read.error());
    if (!read->empty()) list.push_back({llm::Text{*read}});
    return {};
  }
  if (const MediaType* media = find_type(kMediaTypes, *type)) {
    const auto read = read_media(*media, *part, path, request);
    if (!read) return std::unexpected(read.error());
    list.push_back({*read});
    return {};
  }
  return llm::refuse(path / "type", "invalid_value",
                     "Invalid value for '" + (path / "type").text() + "': " + llm::quoted(*type) +
                         ". Supported values are: 'input_text', 'output_text', 'refusal', "
                         "'input_image', 'input_file', 'input_audio'.");
}

// A tool may answer with any JSON, in which types of its own may occur.
bool is_part(Value value) {
  const std::optional<json::Object> object = value.object();
  const std::optional<Value> type = object ? object->find("type") : std::nullopt;
  if (!type || !type->string()) return false;
  if (const TextType* text = find_type(kTextTypes, *type)) {
    const std::optional<Value> member = object->find(text->member);
    return member && member->string();
  }
  return find_type(kMediaTypes, *type) != nullptr;
}

// A list of which something is a part is content, and what else is in it stands for itself.
bool is_content(json::Array list) {
  for (const Value item : list) {
    if (is_part(item)) return true;
  }
  return list.empty();
}

Expected<> add_json(Value value, const Path& path, llm::ToolResult& result, llm::Request& request) {
  const Expected<std::string_view> json = llm::read_json(value, path, request.repaired);
  if (!json) return std::unexpected(json.error());
  result.content.push_back(llm::Json{*json});
  return {};
}

}  // namespace

Expected<> read_content(Value value, const Path& path, std::vector<llm::Block>& blocks,
                        llm::Request& request) {
  if (value.string()) {
    const auto text = llm::read_text(value, path, request.repaired);
    if (!text) return std::unexpected(text.error());
    if (!text->empty()) blocks.push_back({llm::Text{*text}});
    return {};
  }
  const std::optional<json::Array> parts = value.array();
  if (!parts) return llm::wrong_type(path, "a string or an array of objects", value);
  std::size_t index = 0;
  for (const Value part : *parts) {
    Expected<> read = read_part(part, path / index++, blocks, request);
    if (!read) return read;
  }
  return {};
}

Expected<> read_output(Value value, const Path& path, llm::ToolResult& result,
                       llm::Request& request) {
  if (value.is_null()) return {};
  if (value.string()) {
    const auto text = llm::read_text(value, path, request.repaired);
    if (!text) return std::unexpected(text.error());
    if (!text->empty()) result.content.push_back(llm::Text{*text});
    return {};
  }
  const std::optional<json::Array> parts = value.array();
  if (!parts || !is_content(*parts)) return add_json(value, path, result, request);
  std::size_t index = 0;
  for (const Value part : *parts) {
    const Path here = path / index++;
    Expected<> read = is_part(part) ? read_part(part, here, result.content, request)
                                    : add_json(part, here, result, request);
    if (!read) return read;
  }
  return {};
}

}  // namespace gw::openai
