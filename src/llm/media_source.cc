#include "llm/media_source.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::llm {

namespace {

// What stands in front of a data URL's comma is a media type with its parameters.
constexpr std::size_t kLongestHeader = 1024;
constexpr std::size_t kLongestScheme = 16;

std::unexpected<Failure> invalid(const Path& path, std::string_view what) {
  return refuse(path, "invalid_value",
                "Invalid value for '" + path.text() + "': " + std::string(what) + ".");
}

std::unexpected<Failure> invalid_escape(const Path& path) {
  return refuse(path, "invalid_json",
                "The body of the request could not be parsed as JSON: '" + path.text() +
                    "' has an invalid escape.");
}

// "DATA" of "DATA:image/png": in the spelling of JSON, which leaves letters and the colon alone.
std::string_view scheme(std::string_view text) {
  text = text.substr(0, kLongestScheme);
  const std::size_t end =
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
  return end != text.npos && text[end] == ':' ? text.substr(0, end) : std::string_view{};
}

Expected<> read_base64(json::RawString text, const Path& path, std::list<std::string>& repaired,
                       Media& media) {
  if (is_base64(text.escaped)) {
    media.data = text.escaped;
  } else {
    const Result<std::string> decoded = json::decode(text);  // "\/" is not rare
    if (!decoded) return invalid_escape(path);
    std::optional<std::string> unescaped = *decoded;
    if (decoded->contains('%')) unescaped = percent_decode(*decoded);
    auto standard = unescaped ? to_standard_base64(*unescaped) : std::nullopt;
    if (!standard) return invalid(path, "its data is not base64");
    media.data = repaired.emplace_back(*std::move(standard));
  }
  if (media.data.empty()) return invalid(path, "it has no data");
  return {};
}

Expected<> read_percent_encoded(json::RawString text, const Path& path,
                                std::list<std::string>& repaired, Media& media) {
  const Result<std::string> decoded = json::decode(text);
  if (!decoded) return invalid_escape(path);
  const std::optional<std::string> bytes = percent_decode(*decoded);
  if (!bytes) return invalid(path, "its data has a broken percent escape");
  if (bytes->empty()) return invalid(path, "it has no data");
  media.data = repaired.emplace_back(to_base64(*bytes));
  return {};
}

// The media type of "image/PNG; charset=utf-8;Base64"; whether base64 is announced.
bool read_header(std::string_view header, Media& media) {
  const std::string_view type = ascii::trim(ascii::take_until(';', header));
  media.media_type = ascii::to_lower(type);
  while (!header.empty()) {
    if (ascii::equal_ignoring_case(ascii::trim(ascii::take_until(';', header)), "base64"))
      return true;
  }
  return false;
}

Expected<> read_data_url(json::RawString url, const Path& path, std::list<std::string>& repaired,
                         Media& media) {
  const std::size_t comma = url.escaped.substr(0, kLongestHeader).find(',');
  if (comma == url.escaped.npos) {
    return invalid(path, "a data URL has a comma in front of its data: data:image/png;base64,...");
  }
  const Result<std::string> header = json::decode({url.escaped.substr(0, comma)});
  if (!header) return invalid_escape(path);
  constexpr std::size_t kScheme = std::string_view("data:").size();
  const json::RawString data{url.escaped.substr(comma + 1)};
  if (read_header(std::string_view(*header).substr(kScheme), media)) {
    return read_base64(data, path, repaired, media);
  }
  return read_percent_encoded(data, path, repaired, media);
}

}  // namespace

Expected<> read_source(json::RawString text, const Path& path, std::list<std::string>& repaired,
                       Media& media) {
  text = json::trim_start(text);
  const std::string_view name = scheme(text.escaped);
  if (ascii::equal_ignoring_case(name, "data")) {
    return read_data_url(text, path, repaired, media);
  }
  const bool s3 = ascii::equal_ignoring_case(name, "s3");
  if (s3 || ascii::equal_ignoring_case(name, "https") || ascii::equal_ignoring_case(name, "http")) {
    const Result<std::string> url = json::decode(text);
    if (!url) return invalid_escape(path);
    media.source = s3 ? Media::Source::s3 : Media::Source::url;
    media.url = ascii::trim(*url);
    if (s3) media.url.replace(0, name.size(), "s3");
    return {};
  }
  if (!name.empty()) {
    return invalid(path,
                   "it must be a data URL (data:image/png;base64,...), or an https or s3 URL");
  }
  return read_base64(text, path, repaired, media);
}

}  // namespace gw::llm
