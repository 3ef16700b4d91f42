#include "openai/chat_media.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "llm/media_source.h"
#include "openai/chat_messages.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::Expected;
using llm::is_string;
using llm::Media;
using llm::Path;

// Far above what any model takes: they are kept in memory.
constexpr std::size_t kMostMedia = 1000;

Expected<> read_plain(Value value, const Path& path, std::string& text) {
  const std::optional<json::RawString> raw = value.string();
  if (!raw) return wrong_type(path, "a string", value);
  Result<std::string> decoded = json::decode(*raw);
  if (!decoded) return refuse(path, "invalid_json", decoded.error().message);
  text = *std::move(decoded);
  return {};
}

// A member that has to be there and is text: where the bytes are.
Expected<> read_source_of(json::Object object, std::string_view key, const Path& path,
                          llm::Request& request, Media& media) {
  const std::optional<Value> value = find_set(object, key);
  if (!value) return missing(path / key);
  if (!value->string()) return wrong_type(path / key, "a string", *value);
  return read_source(*value->string(), path / key, request.repaired, media);
}

// "image_url": "https://..." or "image_url": {"url": "https://...", "detail": "low"}; videos alike.
Expected<> read_url(Value value, const Path& path, llm::Request& request, Media& media) {
  if (value.string()) return read_source(*value.string(), path, request.repaired, media);
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  const std::optional<Value> detail = find_set(*object, "detail");
  if (detail && !is_string(*detail, "auto")) {
    llm::note_name("messages[].content[].image_url.detail", request.unsupported);
  }
  return read_source_of(*object, "url", path, request, media);
}

Expected<> read_audio(Value value, const Path& path, llm::Request& request, Media& media) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  std::string format;
  if (const std::optional<Value> given = find_set(*object, "format")) {
    const Expected<> read = read_plain(*given, path / "format", format);
    if (!read) return read;
  }
  const Expected<> read = read_source_of(*object, "data", path, request, media);
  if (read && media.media_type.empty() && !format.empty()) {
    media.media_type = "audio/" + ascii::to_lower(format);
  }
  return read;
}

Expected<> read_file(Value value, const Path& path, llm::Request& request, Media& media) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  if (const std::optional<Value> name = find_set(*object, "filename")) {
    const Expected<> read = read_plain(*name, path / "filename", media.file_name);
    if (!read) return read;
  }
  if (!find_set(*object, "file_data") && find_set(*object, "file_id")) {
    return refuse(path / "file_id", "unsupported_parameter",
                  "Unsupported parameter: '" + (path / "file_id").text() +
                      "' names a file that was uploaded before, and this gateway keeps none. Send "
                      "its content as 'file_data'.");
  }
  return read_source_of(*object, "file_data", path, request, media);
}

// Anthropic's form: {"type": "image", "source": {"type": "base64", "media_type": ..., "data": ...}}
Expected<> read_anthropic_source(Value value, const Path& path, llm::Request& request,
                                 Media& media) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  if (find_set(*object, "url")) return read_source_of(*object, "url", path, request, media);
  const Expected<> read = read_source_of(*object, "data", path, request, media);
  if (const std::optional<Value> type = find_set(*object, "media_type"); read && type) {
    return read_plain(*type, path / "media_type", media.media_type);
  }
  return read;
}

struct PartType {
  std::string_view type;
  std::string_view member;  // that holds the medium
  Media::Kind kind;
  Expected<> (*read)(Value value, const Path& path, llm::Request& request, Media& media);
  std::string_view beside = {};  // a text that has to stand beside it; only in what tools answer
};

constexpr std::array kTypes{
    PartType{"image_url", "image_url", Media::Kind::image, read_url},
    PartType{"input_audio", "input_audio", Media::Kind::audio, read_audio},
    PartType{"file", "file", Media::Kind::file, read_file},
    PartType{"video_url", "video_url", Media::Kind::video, read_url},
    PartType{"image", "source", Media::Kind::image, read_anthropic_source},
    PartType{"document", "source", Media::Kind::file, read_anthropic_source},
    PartType{"image", "data", Media::Kind::image, read_url, "mimeType"},  // MCP's
};

bool has_text(json::Object object, std::string_view key) {
  const std::optional<Value> value = object.find(key);
  return value && value->string();
}

// Whether the part has what its type promises, as far as the types of values tell.
bool looks_like(const PartType& type, json::Object part) {
  constexpr std::string_view kSources[] = {"url", "data", "file_data", "file_id"};
  if (!type.beside.empty() && !has_text(part, type.beside)) return false;
  if (has_text(part, type.member)) return type.read == read_url;
  const std::optional<Value> medium = part.find(type.member);
  const std::optional<json::Object> object = medium ? medium->object() : std::nullopt;
  return object && std::ranges::any_of(kSources, [&](auto key) { return has_text(*object, key); });
}

const PartType* find_type(std::string_view type, json::Object part, Role role) {
  for (const PartType& each : kTypes) {
    if (each.type == type && (!is_answer_of_tool(role) || looks_like(each, part))) return &each;
  }
  return nullptr;
}

}  // namespace

bool is_media(std::string_view type, json::Object part, Role role) {
  return find_type(type, part, role) != nullptr;
}

Expected<> read_media(std::string_view type, json::Object part, const Path& path,
                      ChatMessage& message, llm::Request& request) {
  if (request.media.size() == kMostMedia) {
    return refuse(path, "invalid_value",
                  "Invalid value: a request can have " + std::to_string(kMostMedia) +
                      " parts that are no text.");
  }
  const PartType& known = *find_type(type, part, message.role);
  const std::optional<Value> value = find_set(part, known.member);
  if (!value) return missing(path / known.member);
  Media media{.kind = known.kind};
  media.path = (path / known.member).text();
  Expected<> read = known.read(*value, path / known.member, request, media);
  if (!read) return read;
  message.content.push_back({llm::MediaPart{request.media.size()}});
  request.media.push_back(std::move(media));
  return {};
}

}  // namespace gw::openai
