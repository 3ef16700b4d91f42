#include "config/types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <span>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "base/ascii.h"
#include "base/encoding.h"
#include "bedrock/inference_profile.h"
#include "bedrock/residency.h"
#include "policy/fetch_policy.h"

namespace gw::config {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};
// Largest first, as a value is shown in the largest that divides it.
constexpr std::array kDurationUnits{Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                                    Unit{"ms", 1}};
constexpr std::array kSizeUnits{Unit{"GiB", 1U << 30}, Unit{"MiB", 1U << 20}, Unit{"KiB", 1U << 10},
                                Unit{"", 1}};
constexpr std::array kNoUnits{Unit{"", 1}};

std::optional<std::uint64_t> read_number(std::string_view text, std::span<const Unit> units) {
  // Far above every sensible value, and far enough below overflow to be added to a clock.
  constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max() / 4;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view name(end, text.data() + text.size());
  const auto unit = std::ranges::find_if(
      units, [&](const Unit& u) { return ascii::equal_ignoring_case(u.name, name); });
  if (unit == units.end() || number > kLargest / unit->factor) return std::nullopt;
  return number * unit->factor;
}

std::string show_number(std::uint64_t value, std::span<const Unit> units) {
  const auto unit =
      std::ranges::find_if(units, [&](const Unit& u) { return value % u.factor == 0; });
  return std::to_string(value / unit->factor) + std::string(unit->name);
}

std::optional<std::size_t> read_count(std::string_view text) { return read_number(text, kNoUnits); }
std::string show_count(const std::size_t& value) { return std::to_string(value); }

template <std::size_t least, std::size_t most>
std::optional<std::size_t> read_between(std::string_view text) {
  const auto count = read_count(text);
  return count && *count >= least && *count <= most ? count : std::nullopt;
}

std::optional<std::size_t> read_size(std::string_view text) {
  return read_number(text, kSizeUnits);
}
std::string show_size(const std::size_t& value) { return show_number(value, kSizeUnits); }

std::optional<std::size_t> read_room(std::string_view text) {
  const auto size = read_size(text);
  return size && *size >= 1024 ? size : std::nullopt;
}

std::optional<milliseconds> read_duration(std::string_view text) {
  if (text == "0") return milliseconds(0);
  const auto count = read_number(text, kDurationUnits);
  if (!count) return std::nullopt;
  return milliseconds(*count);
}
std::optional<milliseconds> read_wait(std::string_view text) {
  const auto wait = read_duration(text);
  return wait && wait->count() > 0 ? wait : std::nullopt;
}
std::string show_duration(const milliseconds& value) {
  if (value == milliseconds(0)) return "0";
  return show_number(static_cast<std::uint64_t>(value.count()), kDurationUnits);
}

std::optional<bool> read_flag(std::string_view text) {
  if (text == "1" || ascii::equal_ignoring_case(text, "true")) return true;
  if (text == "0" || ascii::equal_ignoring_case(text, "false")) return false;
  return std::nullopt;
}
std::string show_flag(const bool& value) { return value ? "true" : "false"; }

struct LevelName {
  std::string_view name;
  LogLevel level;
};
constexpr std::array kLevels{LevelName{"debug", LogLevel::debug}, LevelName{"info", LogLevel::info},
                             LevelName{"warning", LogLevel::warning},
                             LevelName{"error", LogLevel::error}};

std::optional<LogLevel> read_level(std::string_view text) {
  const auto* found = std::ranges::find(kLevels, text, &LevelName::name);
  if (found == kLevels.end()) return std::nullopt;
  return found->level;
}
std::optional<LogFormat> read_log_format(std::string_view text) {
  if (text == "json") return LogFormat::json;
  if (text == "text") return LogFormat::text;
  return std::nullopt;
}
std::string show_log_format(const LogFormat& value) {
  return value == LogFormat::json ? "json" : "text";
}

std::optional<GenAiNames> read_genai_names(std::string_view text) {
  if (text == "0.1") return GenAiNames::current;
  if (text == "1.41") return GenAiNames::old;
  if (text == "both") return GenAiNames::both;
  return std::nullopt;
}
std::string show_genai_names(const GenAiNames& value) {
  if (value == GenAiNames::both) return "both";
  return value == GenAiNames::current ? "0.1" : "1.41";
}

std::string show_level(const LogLevel& value) {
  return std::string(std::ranges::find(kLevels, value, &LevelName::level)->name);
}

std::optional<OnInvalid> read_on_invalid(std::string_view text) {
  if (text == "error") return OnInvalid::error;
  if (text == "pass") return OnInvalid::pass;
  return std::nullopt;
}
std::string show_on_invalid(const OnInvalid& value) {
  return value == OnInvalid::error ? "error" : "pass";
}

std::optional<std::string> read_text(std::string_view text) { return std::string(text); }
std::string show_text(const std::string& value) { return value; }

std::optional<std::string> read_region(std::string_view text) {
  if (!aws::is_valid_region(text)) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> read_geography(std::string_view text) {
  if (!bedrock::is_profile_prefix(text)) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> read_place(std::string_view text) {
  std::string place(text);
  if (!bedrock::Residency::parse(std::span(&place, 1))) return std::nullopt;
  return place;
}

std::optional<std::string> read_url(std::string_view text) {
  if (!aws::parse_endpoint(text)) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> read_host_pattern(std::string_view text) {
  std::string pattern = ascii::to_lower(text);
  return policy::is_host_pattern(pattern) ? std::optional(std::move(pattern)) : std::nullopt;
}

std::optional<std::string> read_origin(std::string_view text) {
  std::string origin = ascii::to_lower(text);
  return policy::is_origin(origin) ? std::optional(std::move(origin)) : std::nullopt;
}

std::optional<Secret> read_secret(std::string_view text) { return Secret(text); }
std::string show_secret(const Secret& /*value*/) { return ""; }

// A blank or a line end would break the header field in two that it is sent in, or make every
// signature a wrong one.
bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

std::optional<std::string> read_key_id(std::string_view text) {
  return is_visible(text) ? read_text(text) : std::nullopt;
}

std::optional<Secret> read_token(std::string_view text) {
  return is_visible(text) ? read_secret(text) : std::nullopt;
}

std::optional<Secret> read_gateway_key(std::string_view text) {
  constexpr std::string_view kHashed = "sha256:";
  if (text.starts_with(kHashed)) {
    const auto digest = from_hex(text.substr(kHashed.size()));
    if (!digest || digest->size() != 32) return std::nullopt;
  }
  const bool can_be_sent = ascii::find_control(text) == text.size();
  return text.empty() || !can_be_sent ? std::nullopt : read_secret(text);
}

}  // namespace

const Type<bool> kFlag{"true or false", "true or false", read_flag, show_flag};
const Type<std::size_t> kCount{"number", "a number", read_count, show_count};
const Type<std::size_t> kThreads{"number", "a number up to 1024", read_between<0, 1024>,
                                 show_count};
const Type<std::size_t> kAttempts{"number", "a number from 1 to 10", read_between<1, 10>,
                                  show_count};
const Type<std::size_t> kChoices{"number", "a number from 1 to 1024", read_between<1, 1024>,
                                 show_count};
const Type<std::size_t> kPercent{"number", "a number up to 100", read_between<0, 100>, show_count};
const Type<std::size_t> kSize{"size", "a size such as 64KiB or 32MiB", read_size, show_size};
const Type<std::size_t> kRoom{"size", "a size of 1KiB or more, such as 64KiB or 32MiB", read_room,
                              show_size};
const Type<milliseconds> kWait{"duration", "a duration above 0, such as 500ms, 30s or 5m",
                               read_wait, show_duration};
const Type<milliseconds> kDuration{"duration", "a duration such as 500ms, 30s or 5m", read_duration,
                                   show_duration};
const Type<LogLevel> kLevel{"level", "debug, info, warning or error", read_level, show_level};
const Type<OnInvalid> kOnInvalid{"error or pass", "error or pass", read_on_invalid,
                                 show_on_invalid};
const Type<LogFormat> kLogFormat{"format", "json or text", read_log_format, show_log_format};
const Type<GenAiNames> kGenAiNames{"version", "0.1, 1.41 or both", read_genai_names,
                                   show_genai_names};
const Type<std::string> kText{"text", "a text", read_text, show_text};
const Type<std::string> kRegion{"region", "a region such as us-east-1", read_region, show_text};
const Type<std::string> kGeography{"geography", "'us', 'eu', another geography, or 'global'",
                                   read_geography, show_text};
const Type<std::string> kPlace{
    "place", "a geography (us, eu, apac, ...), a region, or the beginning of regions and '*'",
    read_place, show_text};
const Type<std::string> kUrl{"URL", "an http or https URL", read_url, show_text};
const Type<std::string> kHostPattern{"host", "a host, '*.' and a domain, or '*'", read_host_pattern,
                                     show_text};
const Type<std::string> kOrigin{"origin", "an origin such as http://minio.internal:9000",
                                read_origin, show_text};
const Type<std::string> kKeyId{"text", "a key id without blanks and line ends", read_key_id,
                               show_text, true};
const Type<Secret> kProxy{"URL", "an http URL such as http://proxy.example.com:3128", read_token,
                          show_secret, true};
const Type<Secret> kToken{"secret", "a secret without blanks and line ends", read_token,
                          show_secret, true};
const Type<Secret> kGatewayKey{"secret",
                               "a key: a text in one line, or 'sha256:' and 64 hexadecimal digits",
                               read_gateway_key, show_secret, true};

}  // namespace gw::config
