// Pictures, documents, recordings and films of a request: what the client says about them, and
// where their bytes are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gw::llm {

struct Media {
  enum class Kind : std::uint8_t { image, file, audio, video };  // by the type of the part
  enum class Source : std::uint8_t {
    data,  // came along
    s3,    // an object the upstream is to read itself
    url,   // to be fetched: becomes data before it is translated
  };

  Kind kind;
  Source source = Source::data;
  std::string_view data;   // standard base64; a slice of the body where that is what it holds
  std::string url;         // "s3://bucket/key", "https://..."
  std::string media_type;  // lower case, without parameters: "image/png"; may be empty
  std::string file_name;   // UTF-8; may be empty
  std::string path;        // where it stands: "messages[1].content[0].image_url"
};

}  // namespace gw::llm
