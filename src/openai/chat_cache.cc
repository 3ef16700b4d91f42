#include "openai/chat_cache.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::CacheMark;
using llm::Expected;
using llm::is_string;
using llm::Path;
using llm::quoted;

std::unexpected<llm::Failure> not_one_of(Value value, const Path& path, std::string_view values) {
  return refuse(
      path, "invalid_value",
      "Invalid value: " + quoted(value) + ". Supported values are: " + std::string(values) + ".");
}

Expected<CacheMark> read_control(Value value, const Path& path) {
  if (value.is_null()) return CacheMark::none;
  const std::optional<json::Object> control = value.object();
  if (!control) return wrong_type(path, "an object", value);
  const std::optional<Value> type = control->find("type");
  if (!type) return missing(path / "type");
  if (!is_string(*type, "ephemeral")) return not_one_of(*type, path / "type", "'ephemeral'");
  const std::optional<Value> ttl = control->find("ttl");
  if (!ttl || ttl->is_null()) return CacheMark::usual;
  if (is_string(*ttl, "5m")) return CacheMark::minutes;
  if (is_string(*ttl, "1h")) return CacheMark::hour;
  return not_one_of(*ttl, path / "ttl", "'5m', '1h'");
}

// OpenAI's times begin with half an hour.
Expected<CacheMark> read_breakpoint(Value value, const Path& path) {
  if (value.is_null()) return CacheMark::none;
  const std::optional<json::Object> breakpoint = value.object();
  if (!breakpoint) return wrong_type(path, "an object", value);
  const std::optional<Value> ttl = breakpoint->find("ttl");
  return ttl && !ttl->is_null() ? CacheMark::hour : CacheMark::usual;
}

}  // namespace

Expected<CacheMark> read_cache_mark(json::Object element, const Path& path, llm::Request& request) {
  Expected<CacheMark> mark = CacheMark::none;
  if (const std::optional<Value> control = element.find("cache_control")) {
    mark = read_control(*control, path / "cache_control");
  } else if (const std::optional<Value> point = element.find("prompt_cache_breakpoint")) {
    mark = read_breakpoint(*point, path / "prompt_cache_breakpoint");
  }
  if (mark && *mark != CacheMark::none) request.caching.marked = true;
  return mark;
}

Expected<> read_cache_control(Value value, const Path& path, llm::Request& request) {
  Expected<> read = assign(request.caching.end, read_control(value, path));
  if (request.caching.end != CacheMark::none) request.caching.marked = true;
  return read;
}

Expected<> read_prompt_cache_options(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> options = value.object();
  if (!options) return wrong_type(path, "an object", value);
  const std::optional<Value> ttl = options->find("ttl");
  if (ttl && !ttl->is_null()) request.caching.hour = true;
  const std::optional<Value> mode = options->find("mode");
  if (!mode || mode->is_null()) return {};
  request.caching.automatic = is_string(*mode, "implicit");
  if (request.caching.automatic || is_string(*mode, "explicit")) return {};
  return not_one_of(*mode, path / "mode", "'implicit', 'explicit'");
}

Expected<> read_prompt_cache_retention(Value value, const Path& path, llm::Request& request) {
  if (!value.string()) return wrong_type(path, "a string", value);
  if (is_string(value, "24h")) request.caching.hour = true;
  return {};
}

// A hint that changes no answer: nothing is lost without it.
Expected<> read_prompt_cache_key(Value value, const Path& /*path*/, llm::Request& request) {
  request.conversation = value.string().value_or(json::RawString()).escaped;
  return {};
}

}  // namespace gw::openai
