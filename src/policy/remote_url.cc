#include "policy/remote_url.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::policy {

namespace {

constexpr std::size_t kLongestUrl = 8192;
constexpr std::size_t kLongestName = 253;  // RFC 1035 section 2.3.4

std::unexpected<Error> invalid(std::string_view why) {
  return fail(Errc::invalid, std::string(why));
}

// Four decimal numbers from 0 to 255 without leading zeros.
bool is_ipv4(std::string_view host) {
  std::size_t numbers = 0;
  while (!host.empty()) {
    const std::string_view digits = ascii::take_until('.', host);
    unsigned value = 256;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return false;
    if (value > 255 || (digits.size() > 1 && digits[0] == '0')) return false;
    ++numbers;
  }
  return numbers == 4;
}

// What is no address after all does not resolve; a zone ("%eth0") is not for others to choose.
bool is_like_ipv6(std::string_view host) {
  return host.contains(':') &&
         host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

bool is_name_character(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_' || c == '.';
}

// Resolvers take a host whose last label is a number for an address: 2130706433, 0x7f.1, 127.1.
bool ends_in_number(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  const bool decimal = std::ranges::all_of(last, ascii::is_digit);
  return decimal || (last.size() > 1 && last[0] == '0' && last[1] == 'x');
}

Result<std::string> read_host(std::string_view text) {
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return invalid("the brackets around its host do not match");
    text = text.substr(1, text.size() - 2);
    if (!is_like_ipv6(text)) return invalid("its host is no IPv6 address");
    return ascii::to_lower(text);
  }
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty()) return invalid("it has no host");
  if (text.size() > kLongestName) return invalid("its host is too long");
  if (!std::ranges::all_of(text, is_name_character))
    return invalid("its host has other characters than letters, digits, '-', '_' and '.'");
  std::string host = ascii::to_lower(text);
  if (host.starts_with('.') || host.ends_with('.') || host.contains(".."))
    return invalid("its host has an empty label");
  if (ends_in_number(host) && !is_ipv4(host))
    return invalid("its host is an address in an unusual form");
  return host;
}

std::optional<std::uint16_t> read_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0)
    return std::nullopt;
  return port;
}

// The text between "//" and the path.
Result<RemoteUrl> read_authority(std::string_view text, bool tls) {
  if (text.contains('@')) return invalid("it holds a user name or password");
  RemoteUrl url{.tls = tls, .host = {}, .port = static_cast<std::uint16_t>(tls ? 443 : 80)};
  const std::size_t colon = text.rfind(':');
  if (colon != text.npos && text.find(']', colon) == text.npos) {
    const std::string_view digits = text.substr(colon + 1);
    const auto port = digits.empty() ? url.port : read_port(digits);
    if (!port) return invalid("its port is no number from 1 to 65535");
    url.port = *port;
    text = text.substr(0, colon);
  }
  Result<std::string> host = read_host(text);
  if (!host) return std::unexpected(host.error());
  url.host = *std::move(host);
  return url;
}

// People write spaces and letters of all scripts; the wire has neither (RFC 3986 section 2).
std::string to_target(std::string_view text) {
  text = text.substr(0, text.find('#'));
  std::string target = text.starts_with('/') ? "" : "/";
  for (const char c : text) {
    if (c > ' ' && c < '\x7f') {
      target += c;
    } else {
      append_percent_encoded({&c, 1}, target);
    }
  }
  return target;
}

Result<std::string_view> checked(std::string_view text) {
  if (text.size() > kLongestUrl) return invalid("it is longer than 8192 characters");
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  if (std::ranges::any_of(text, is_control)) return invalid("it holds a control character");
  if (text.contains('\\')) return invalid("it holds a backslash");
  return text;
}

Result<RemoteUrl> read_behind_scheme(std::string_view text, bool tls) {
  if (!text.starts_with("//")) return invalid("it has no host");
  text.remove_prefix(2);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  Result<RemoteUrl> url = read_authority(text.substr(0, end), tls);
  if (url) url->target = to_target(text.substr(end));
  return url;
}

}  // namespace

Result<RemoteUrl> parse_remote_url(std::string_view url) {
  const auto text = checked(url);
  if (!text) return std::unexpected(text.error());
  const std::size_t colon = text->find(':');
  const std::string_view scheme = text->substr(0, colon);
  const bool tls = ascii::equal_ignoring_case(scheme, "https");
  if (colon == text->npos || !(tls || ascii::equal_ignoring_case(scheme, "http")))
    return invalid("it is no http or https URL");
  return read_behind_scheme(text->substr(colon + 1), tls);
}

Result<RemoteUrl> resolve_location(const RemoteUrl& from, std::string_view location) {
  const auto text = checked(location);
  if (!text) return std::unexpected(text.error());
  const std::size_t colon = text->find_first_of(":/?#");
  if (colon != text->npos && (*text)[colon] == ':') return parse_remote_url(*text);
  if (text->starts_with("//")) return read_behind_scheme(*text, from.tls);

  RemoteUrl url = from;
  const std::string_view path = std::string_view(from.target).substr(0, from.target.find('?'));
  if (text->starts_with('/')) {
    url.target = to_target(*text);
  } else if (text->empty() || text->starts_with('?') || text->starts_with('#')) {
    url.target =
        text->starts_with('?') ? to_target(std::string(path) + std::string(*text)) : from.target;
  } else {
    const std::string_view folder = path.substr(0, path.rfind('/') + 1);
    url.target = to_target(std::string(folder) + std::string(*text));
  }
  return url;
}

std::string origin(const RemoteUrl& url) {
  std::string text = url.tls ? "https://" : "http://";
  text += url.host.contains(':') ? "[" + url.host + "]" : url.host;
  if (url.port != (url.tls ? 443 : 80)) text += ":" + std::to_string(url.port);
  return text;
}

}  // namespace gw::policy
