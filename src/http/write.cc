#include "http/write.h"

#include <cassert>
#include <charconv>

#include "base/ascii.h"

namespace gw::http {
namespace {

constexpr std::size_t kSizeDigits = 8;  // leading zeros are allowed (RFC 9112 section 7.1)

template <class Integer>
void append_number(Integer value, Buffer& out) {
  const auto room = out.prepare(20);
  const auto end = std::to_chars(room.data(), room.data() + room.size(), value).ptr;
  out.commit(static_cast<std::size_t>(end - room.data()));
}

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 424:
      return "Failed Dependency";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 499:
      return "Client Closed Request";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 529:
      return "Site Is Overloaded";
    default:
      return "";
  }
}

void append_status_line(int status, Buffer& out) {
  assert(status >= 100 && status <= 999);
  out.append("HTTP/1.1 ");
  append_number(status, out);
  out.append(' ');  // required, even before an empty reason (RFC 9112 section 4)
  out.append(reason_phrase(status));
  out.append(kCrlf);
}

void append_request_line(std::string_view method, std::string_view target, Buffer& out) {
  out.append(method);
  out.append(' ');
  out.append(target);
  out.append(" HTTP/1.1\r\n");
}

void append_field(std::string_view name, std::string_view value, Buffer& out) {
  assert(is_field_value(value));
  out.append(name);
  out.append(": ");
  out.append(value);
  out.append(kCrlf);
}

void append_field(std::string_view name, std::uint64_t value, Buffer& out) {
  out.append(name);
  out.append(": ");
  append_number(value, out);
  out.append(kCrlf);
}

void end_head(Buffer& out) { out.append(kCrlf); }

std::size_t begin_chunk(Buffer& out) {
  const std::size_t begun = out.size();
  out.append("00000000\r\n");
  return begun;
}

void end_chunk(std::size_t begun, Buffer& out) {
  constexpr std::size_t kHead = kSizeDigits + kCrlf.size();
  std::size_t size = out.size() - begun - kHead;
  if (size == 0) {
    out.truncate_by(kHead);
    return;
  }
  for (char* digit = out.data() + begun + kSizeDigits; size > 0; size >>= 4) {
    *--digit = "0123456789abcdef"[size & 0xf];
  }
  out.append(kCrlf);
}

ChunkSize::ChunkSize(std::size_t size) {
  char* end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), size, 16).ptr;
  *end++ = '\r';
  *end++ = '\n';
  size_ = static_cast<std::size_t>(end - digits_.data());
}

bool is_field_value(std::string_view value) { return ascii::find_control(value) == value.size(); }

}  // namespace gw::http
