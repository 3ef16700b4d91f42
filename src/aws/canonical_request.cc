#include "aws/canonical_request.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::aws {
namespace {

// Dot segments and empty segments are resolved, then what is encoded already is encoded again.
void append_path(std::string_view path, std::string& out) {
  const std::size_t start = out.size();
  const bool slash_at_end = path.ends_with('/');
  while (!path.empty()) {
    const std::string_view segment = ascii::take_until('/', path);
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      const std::size_t parent = out.rfind('/');
      if (parent != std::string::npos && parent >= start) out.resize(parent);
      continue;
    }
    out.push_back('/');
    append_percent_encoded(segment, out);
  }
  if (slash_at_end || out.size() == start) out.push_back('/');
}

// The encoding a peer chose does not matter, only what it stands for.
std::string encoded_alike(std::string_view text) {
  const auto decoded = percent_decode(text);
  return percent_encode(decoded ? *decoded : text);
}

void append_query(std::string_view query, std::string& out) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    std::string_view value = ascii::take_until('&', query);
    if (value.empty()) continue;
    const std::string_view name = ascii::take_until('=', value);
    if (ascii::equal_ignoring_case(name, "x-amz-signature")) continue;
    parameters.emplace_back(encoded_alike(name), encoded_alike(value));
  }
  std::sort(parameters.begin(), parameters.end());
  for (const auto& [name, value] : parameters) {
    if (&name != &parameters.front().first) out.push_back('&');
    out.append(name).append("=").append(value);
  }
}

bool is_blank_character(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Without white space at the ends, and with one space for every run of it.
void append_folded(std::string_view value, std::string& out) {
  const std::size_t start = out.size();
  auto at = value.begin();
  while (at != value.end()) {
    at = std::find_if_not(at, value.end(), is_blank_character);
    const auto end = std::find_if(at, value.end(), is_blank_character);
    if (at != end && out.size() > start) out.push_back(' ');
    out.append(at, end);
    at = end;
  }
}

std::size_t size_of(std::span<const Header> headers) {
  std::size_t size = 0;
  for (const Header& header : headers) size += 2 * header.name.size() + header.value.size() + 3;
  return size;
}

}  // namespace

CanonicalRequest canonical_request(std::string_view method, std::string_view path,
                                   std::string_view query, std::span<const Header> headers,
                                   std::string_view payload_hash) {
  CanonicalRequest request;
  std::string& text = request.text;
  // The escapes of a path grow by two bytes each; an ARN has a dozen.
  text.reserve(method.size() + path.size() + 64 + query.size() + size_of(headers) +
               payload_hash.size());
  text.append(method).push_back('\n');
  append_path(path, text);
  text.push_back('\n');
  append_query(query, text);
  text.push_back('\n');
  for (const Header& header : headers) {
    text.append(header.name).push_back(':');
    append_folded(header.value, text);
    text.push_back('\n');
  }
  text.push_back('\n');
  request.signed_headers_at = text.size();
  for (const Header& header : headers) {
    if (text.size() > request.signed_headers_at) text.push_back(';');
    text.append(header.name);
  }
  request.signed_headers_size = text.size() - request.signed_headers_at;
  text.push_back('\n');
  text.append(payload_hash);
  return request;
}

}  // namespace gw::aws
