// What Bedrock's content blocks hold besides text.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "json/raw.h"

namespace gw::bedrock {

enum class MediaKind : std::uint8_t { image, document, audio, video };
// "image", "document", "audio", "video": in requests and in data/models.toml.
std::string_view name(MediaKind kind);

// A set of them.
class MediaKinds {
 public:
  constexpr MediaKinds() = default;
  constexpr MediaKinds(std::initializer_list<MediaKind> kinds) {
    for (const MediaKind kind : kinds) add(kind);
  }
  constexpr void add(MediaKind kind) { bits_ |= bit(kind); }
  constexpr bool contains(MediaKind kind) const { return (bits_ & bit(kind)) != 0; }
  friend bool operator==(MediaKinds, MediaKinds) = default;

 private:
  static constexpr unsigned bit(MediaKind kind) { return 1U << static_cast<unsigned>(kind); }
  unsigned bits_ = 0;
};

inline constexpr MediaKinds kAllMedia{MediaKind::image, MediaKind::document, MediaKind::audio,
                                      MediaKind::video};

// Whether a document of the format is text that can be read as it is.
bool is_text_format(std::string_view format);

// Borrows, like all of a Conversation.
struct MediaBlock {
  MediaKind kind;
  std::string_view format;  // in Bedrock's names: "png", "three_gp"
  std::string_view name;    // of a document: unique in its conversation
  json::RawString bytes;    // standard base64, which needs no escaping; empty:
  std::string_view s3_uri;  // "s3://bucket/key" instead
  json::RawString text;     // of a document of text, where the body has that and no bytes
};

}  // namespace gw::bedrock
