// The forms in which AWS and HTTP write points in time, as seconds since the epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gw::aws {

// ISO 8601 as AWS's services and tools write it: "2026-11-22T09:00:00Z", with a fraction of a
// second (dropped), with an offset such as "+00:00", or with "UTC" in place of the Z.
std::optional<std::int64_t> parse_iso8601(std::string_view text);
std::string format_iso8601(std::int64_t time);  // "2026-11-22T09:00:00Z"

// The Date field of an answer: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7). The
// obsolete forms, which AWS does not send, are not read.
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace gw::aws
