// Which of Bedrock's formats a file has. Its first bytes decide where they can: labels are wrong so
// often that Bedrock's own check is what users run into most. Between formats that begin alike (the
// text formats, the two generations of Office) the media type decides, then the file's name.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "bedrock/media.h"

namespace gw::bedrock {

struct MediaFormat {
  MediaKind kind;
  std::string_view name;  // Bedrock's
  friend bool operator==(const MediaFormat&, const MediaFormat&) = default;
};

struct MediaHints {
  MediaKind asked;              // what the client says it is
  std::string_view head;        // the first bytes: kMediaHead of them, or all
  std::string_view media_type;  // "image/png": lower case, without parameters; may be empty
  std::string_view file_name;   // may be empty
};

inline constexpr std::size_t kMediaHead = 3072;

// The error says what the file is instead and what to do: "it is SVG, ...; convert it to ...".
std::expected<MediaFormat, std::string> media_format(const MediaHints& hints);
// For files that cannot be looked at: by the media type, or the name's extension.
std::expected<MediaFormat, std::string> media_format_of_name(MediaKind asked,
                                                             std::string_view media_type,
                                                             std::string_view file_name);

}  // namespace gw::bedrock
