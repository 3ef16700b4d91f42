#include "io/proxy.h"

#include <algorithm>
#include <charconv>

#include <boost/asio/ip/address.hpp>

#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::io {

namespace {

constexpr std::size_t kMaxHead = 16 * 1024;
constexpr std::size_t kMaxWords = 300;  // of its explanation

std::unexpected<Error> refuse(std::string_view why) {
  return fail(Errc::invalid,
              "the proxy must be a URL such as http://proxy.example.com:3128: " + std::string(why));
}

bool is_near(std::string_view host) {
  if (host == "localhost") return true;
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(std::string(host), no_address);
  if (no_address) return false;
  if (address.is_loopback()) return true;
  if (address.is_v4())
    return address.to_v4().to_bytes()[0] == 169 && address.to_v4().to_bytes()[1] == 254;
  return address.to_v6().is_link_local();
}

bool is_excepted(std::string_view exception, const Destination& to) {
  if (exception == "*") return true;
  const std::size_t colon = exception.rfind(':');
  const bool has_port = colon != exception.npos && exception.find(':') == colon;
  if (has_port) {
    if (exception.substr(colon + 1) != std::to_string(to.port)) return false;
    exception = exception.substr(0, colon);
  }
  while (exception.starts_with('.') || exception.starts_with('*')) exception.remove_prefix(1);
  if (exception.empty() || to.host.size() < exception.size()) return false;
  const std::string_view host = to.host;
  const std::string_view end = host.substr(host.size() - exception.size());
  const bool whole = host.size() == exception.size() || host[host.size() - end.size() - 1] == '.';
  return whole && ascii::equal_ignoring_case(end, exception);
}

// What a proxy says in plain text is worth showing; its pages are not.
void append_words(std::string_view text, std::string& words) {
  text = ascii::trim(text.substr(0, kMaxWords));
  const auto is_plain = [](char c) { return (c >= ' ' && c <= '~') || ascii::is_space(c); };
  if (text.empty() || text.starts_with('<') || !std::ranges::all_of(text, is_plain)) return;
  if (!words.empty()) words += ": ";
  for (const char c : text) words.push_back(ascii::is_space(c) ? ' ' : c);
}

// 0 where none is said: then nothing is waited for.
std::size_t content_length(std::string_view head) {
  std::size_t length = 0;
  while (!head.empty()) {
    std::string_view value = ascii::take_until('\n', head);
    const std::string_view name = ascii::take_until(':', value);
    if (!ascii::equal_ignoring_case(name, "content-length")) continue;
    const std::string_view digits = ascii::trim(value);
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
  }
  return length;
}

}  // namespace

Result<Proxy> parse_proxy(std::string_view url, std::vector<std::string> exceptions) {
  Proxy proxy;
  proxy.exceptions = std::move(exceptions);
  proxy.at.tls = false;
  proxy.at.port = 80;
  if (ascii::starts_with_ignoring_case(url, "https://")) {
    proxy.at.tls = true;
    proxy.at.port = 443;
    url.remove_prefix(8);
  } else if (ascii::starts_with_ignoring_case(url, "http://")) {
    url.remove_prefix(7);
  }
  url = url.substr(0, url.find('/'));
  if (const std::size_t at = url.rfind('@'); at != url.npos) {
    const auto user = percent_decode(url.substr(0, at));
    if (!user || user->find('\n') != user->npos) return refuse("its user is not percent-encoded");
    proxy.authorization = Secret("Basic " + to_base64(*user));
    url.remove_prefix(at + 1);
  }
  const std::size_t colon = url.rfind(':');
  if (colon != url.npos && !url.ends_with(']')) {
    const std::string_view digits = url.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), proxy.at.port);
    if (error != std::errc() || end != digits.data() + digits.size() || proxy.at.port == 0) {
      return refuse("its port is not a number from 1 to 65535");
    }
    url = url.substr(0, colon);
  }
  if (url.starts_with('[') && url.ends_with(']')) url = url.substr(1, url.size() - 2);
  const auto is_name_byte = [](char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_' || c == ':';
  };
  if (url.empty() || !std::ranges::all_of(url, is_name_byte)) return refuse("it has no host");
  proxy.at.host = url;
  return proxy;
}

bool goes_through(const Proxy& proxy, const Destination& to) {
  if (!to.tls || is_near(to.host)) return false;
  return std::ranges::none_of(
      proxy.exceptions, [&](const std::string& exception) { return is_excepted(exception, to); });
}

std::string connect_request(const Proxy& proxy, const Destination& to) {
  const bool ipv6 = to.host.find(':') != std::string::npos;
  const std::string authority =
      (ipv6 ? "[" + to.host + "]" : to.host) + ":" + std::to_string(to.port);
  std::string request = "CONNECT " + authority + " HTTP/1.1\r\nhost: " + authority + "\r\n";
  if (!proxy.authorization.empty()) {
    request.append("proxy-authorization: ").append(proxy.authorization.reveal()).append("\r\n");
  }
  return request + "\r\n";
}

Result<ConnectAnswer> read_connect_answer(std::string_view bytes) {
  ConnectAnswer answer;
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == bytes.npos) {
    if (bytes.size() > kMaxHead) return fail(Errc::too_large, "its answer to CONNECT has no end");
    return answer;
  }
  const std::string_view head = bytes.substr(0, end + 2);
  const std::string_view body = bytes.substr(end + 4);
  const bool http = head.starts_with("HTTP/1.") && head.size() > 12 && head[8] == ' ';
  if (http) std::from_chars(head.data() + 9, head.data() + 12, answer.status);
  if (answer.status < 100 || answer.status > 599)
    return fail(Errc::malformed, "it did not answer in HTTP/1");
  if (answer.status / 100 == 2) {
    // What follows the head would be TLS, which the server does not begin.
    if (!body.empty()) return fail(Errc::malformed, "it sent more than an answer");
    return answer;
  }
  append_words(head.substr(12, head.find("\r\n") - 12), answer.words);
  append_words(body, answer.words);
  answer.whole = body.size() >= std::min(content_length(head), kMaxWords);
  return answer;
}

}  // namespace gw::io
