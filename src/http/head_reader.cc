#include "http/head_reader.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "base/ascii.h"

namespace gw::http {
namespace {

// RFC 9110 section 5.6.2.
constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 128; ++c) {
    const auto character = static_cast<char>(c);
    table[static_cast<std::size_t>(c)] =
        ascii::is_alpha(character) || ascii::is_digit(character) ||
        std::string_view("!#$%&'*+-.^_`|~").find(character) != std::string_view::npos;
  }
  return table;
}();

std::size_t token_end(std::string_view text, std::size_t at) {
  while (at < text.size() && kTokenCharacters[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

// The line at `at` without its end; empty where a control character stands inside.
std::optional<std::string_view> line_at(std::string_view text, std::size_t at) {
  const std::size_t end = ascii::find_control(text, at);
  if (text.substr(end, 2) != "\r\n") return std::nullopt;
  return text.substr(at, end - at);
}

constexpr std::string_view kVersion = " HTTP/1.x";

}  // namespace

Result<> HeadReader::read(std::string_view text, RequestHead& head) {
  head.clear();
  head.fields.adopt(text);
  std::string_view rest = text;
  if (!read_request_line(rest, head)) return refusal();
  if (!read_fields(text, text.size() - rest.size(), head.fields)) return refusal();
  // What only the whole head shows (RFC 9112 sections 3.2, 6.1 and 6.3).
  if (chunked() && head.minor_version == 0) refuse("transfer-encoding in HTTP/1.0");
  if (hosts_ == 0 && head.minor_version >= 1) refuse("host is missing");
  if (problem_ != nullptr) return refusal();
  head.content_length = content_length_;
  head.has_body = chunked() || content_length_.value_or(0) > 0;
  head.keep_alive = keeps_alive(head.minor_version);
  // Must be ignored from HTTP/1.0 clients (RFC 9110 section 10.1.1).
  head.expect_continue = expects_continue_ && head.minor_version >= 1;
  return {};
}

Result<> HeadReader::read(std::string_view text, ResponseHead& head) {
  head.clear();
  head.fields.adopt(text);
  std::string_view rest = text;
  if (!read_status_line(rest, head)) return refusal();
  if (!read_fields(text, text.size() - rest.size(), head.fields)) return refusal();
  if (chunked() && head.minor_version == 0) refuse("transfer-encoding in HTTP/1.0");
  if (problem_ != nullptr) return refusal();
  head.content_length = content_length_;
  head.keep_alive = keeps_alive(head.minor_version);
  return {};
}

// RFC 9112 section 3: method SP target SP version, single spaces and nothing around them. HeadScan
// has seen the version.
bool HeadReader::read_request_line(std::string_view& rest, RequestHead& head) {
  const auto line = line_at(rest, 0);
  if (!line) return refuse("the request line holds a control character");
  const std::size_t method_end = token_end(*line, 0);
  if (method_end == 0 || method_end + 1 + kVersion.size() >= line->size() ||
      (*line)[method_end] != ' ') {
    return refuse("the request line is not a method, a target and a version");
  }
  const std::string_view target =
      line->substr(method_end + 1, line->size() - kVersion.size() - method_end - 1);
  const bool spaced = line->substr(line->size() - kVersion.size(), 1) != " ";
  if (spaced || target.find_first_of(" \t") != target.npos) {
    return refuse("the request target holds white space");
  }
  if (target.size() > limits_.target_bytes) return refuse("the request target is too long", 414);
  head.method = line->substr(0, method_end);
  head.target = target;
  head.minor_version = line->back() - '0';
  rest.remove_prefix(line->size() + 2);
  return true;
}

// RFC 9112 section 4: version SP three digits, and as a rule SP and a reason.
bool HeadReader::read_status_line(std::string_view& rest, ResponseHead& head) {
  constexpr std::size_t kStatusAt = kVersion.size();
  const auto line = line_at(rest, 0);
  if (!line) return refuse("the status line holds a control character");
  const std::string_view digits = line->substr(std::min(kStatusAt, line->size())).substr(0, 3);
  const std::string_view reason = line->substr(std::min(kStatusAt + 3, line->size()));
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), head.status);
  const bool read = error == std::errc() && end == digits.data() + digits.size();
  if (!read || head.status < 100 || !(reason.empty() || reason.starts_with(' '))) {
    return refuse("the status is not between 100 and 999");
  }
  head.minor_version = (*line)[kStatusAt - 2] - '0';
  rest.remove_prefix(line->size() + 2);
  return true;
}

// RFC 9112 section 5. `at`: where the first field line begins.
bool HeadReader::read_fields(std::string_view text, std::size_t at, Fields& fields) {
  while (text.substr(at, 2) != "\r\n") {
    const std::size_t name_end = token_end(text, at);
    if (name_end == at || text[name_end] != ':') {
      return refuse("a field name is not a token, or is followed by white space");
    }
    const auto rest = line_at(text, name_end + 1);
    if (!rest) return refuse("a field value holds a control character");
    const std::string_view value = ascii::trim(*rest);
    const auto value_at = static_cast<std::size_t>(value.data() - text.data());
    fields.add_adopted(at, name_end - at, value_at, value.size());
    if (!note(text.substr(at, name_end - at), value)) return false;
    at = name_end + 1 + rest->size() + 2;
  }
  return true;
}

// What matters for the message as a whole; by its size first, as few fields do.
bool HeadReader::note(std::string_view name, std::string_view value) {
  const auto is = [name](std::string_view known) {
    return ascii::equal_ignoring_case(name, known);
  };
  switch (name.size()) {
    case 4:
      return !is("host") || note_host(value);
    case 6:
      if (is("expect")) expects_continue_ = ascii::equal_ignoring_case(value, "100-continue");
      return true;
    case 10:
      if (is("connection")) note_connection(value);
      return true;
    case 14:
      return !is("content-length") || note_content_length(value);
    case 17:
      return !is("transfer-encoding") || note_transfer_encoding(value);
    default:
      return true;
  }
}

// No lists and no repetitions of one number, which servers read in various ways (RFC 9112
// section 6.3).
bool HeadReader::note_content_length(std::string_view value) {
  if (++content_lengths_ > 1) return refuse("content-length is repeated");
  if (chunked()) return refuse("content-length stands beside transfer-encoding");
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  if (error != std::errc() || end != value.data() + value.size()) {
    return refuse("content-length is not one number");
  }
  content_length_ = length;
  return true;
}

// A coding that is not known would make the body the next message.
bool HeadReader::note_transfer_encoding(std::string_view value) {
  if (++transfer_encodings_ > 1) return refuse("transfer-encoding is repeated");
  if (content_lengths_ > 0) return refuse("transfer-encoding stands beside content-length");
  if (ascii::equal_ignoring_case(value, "chunked")) return true;
  return refuse("transfer-encoding is not supported except chunked", 501);
}

// A host that is read differently by two servers in a row is a way around the first one's rules.
bool HeadReader::note_host(std::string_view value) {
  if (++hosts_ > 1) return refuse("host is repeated");
  if (value.find_first_of(" \t\"#,/<>?@\\^`{|}") == value.npos) return true;
  return refuse("host is not a host name with an optional port");
}

void HeadReader::note_connection(std::string_view value) {
  while (!value.empty()) {
    const std::string_view option = ascii::trim(ascii::take_until(',', value));
    close_ = close_ || ascii::equal_ignoring_case(option, "close");
    keep_alive_ = keep_alive_ || ascii::equal_ignoring_case(option, "keep-alive");
  }
}

// RFC 9112 section 9.3.
bool HeadReader::keeps_alive(int minor_version) const {
  return !close_ && (minor_version >= 1 || keep_alive_);
}

bool HeadReader::refuse(const char* problem, int status) {
  problem_ = problem;
  status_ = status;
  return false;
}

std::unexpected<Error> HeadReader::refusal() const {
  return fail(status_ == 414 ? Errc::too_large : Errc::malformed, problem_);
}

}  // namespace gw::http
