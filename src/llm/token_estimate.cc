#include "llm/token_estimate.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "base/buffer.h"
#include "base/encoding.h"

namespace gw::llm {

namespace {

// What a picture costs at most, since larger ones are scaled down; where its size is not known.
constexpr std::int64_t kMostOfPicture = 4784;
constexpr std::int64_t kPixelsPerToken = 750;
// A page of a PDF is its text and a picture of it.
constexpr std::int64_t kMostOfPdf = 100 * 3000;
constexpr double kBytesPerToken = 2.5;
constexpr std::int64_t kOfMessage = 8;  // its role, and what stands around it

std::int64_t big_endian(std::string_view bytes) {
  std::int64_t value = 0;
  for (const char byte : bytes) value = value * 256 + static_cast<unsigned char>(byte);
  return value;
}

// By its header, where it is PNG: the others have their size anywhere.
std::int64_t tokens_of_picture(std::string_view base64) {
  constexpr std::size_t kHead = 32;  // of base64: 24 bytes, up to the size
  constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";
  Buffer head;
  if (!append_base64_decoded(base64.substr(0, kHead), head) || !head.view().starts_with(kPng) ||
      head.size() < 24)
    return kMostOfPicture;
  const std::int64_t width = big_endian(head.view().substr(16, 4));
  const std::int64_t height = big_endian(head.view().substr(20, 4));
  constexpr std::int64_t kMostPixels = std::int64_t{1} << 30;
  if (width > kMostPixels || height > kMostPixels / std::max<std::int64_t>(width, 1))
    return kMostOfPicture;
  return std::min(kMostOfPicture, width * height / kPixelsPerToken + 1);
}

// Bytes of text, tokens of all else.
struct Sum {
  std::size_t bytes = 0;
  std::int64_t tokens = 0;
  const Request& request;

  void operator()(const Text& text) { bytes += text.text.escaped.size(); }
  void operator()(const Json& json) { bytes += json.json.size(); }
  void operator()(const MediaPart& part) {
    const Media& media = request.media[part.media];
    if (media.kind == Media::Kind::image) {
      tokens += tokens_of_picture(media.data);
      return;
    }
    const std::size_t size = base64_decoded_size(media.data);
    if (media.media_type.starts_with("text/")) {
      bytes += size;
    } else {
      tokens += std::min<std::int64_t>(kMostOfPdf, static_cast<std::int64_t>(size));
    }
  }
  void operator()(const ToolCall& call) {
    bytes += call.name.escaped.size() + call.arguments.escaped.size() + call.input.size();
  }
  void operator()(const Reasoning& reasoning) {
    bytes += reasoning.text.escaped.size() + reasoning.redacted.escaped.size();
  }
  void operator()(const ToolResult& result) {
    for (const auto& part : result.content) std::visit(*this, part);
  }
};

}  // namespace

std::int64_t estimate_tokens(const Request& request) {
  Sum sum{.request = request};
  for (const Message& message : request.messages) {
    sum.tokens += kOfMessage;
    for (const Block& block : message.blocks) std::visit(sum, block.value);
  }
  for (const Tool& tool : request.tools) {
    sum.tokens += kOfMessage;
    sum.bytes +=
        tool.name.escaped.size() + tool.description.escaped.size() + tool.parameters.size();
  }
  return sum.tokens +
         static_cast<std::int64_t>(std::ceil(static_cast<double>(sum.bytes) / kBytesPerToken));
}

}  // namespace gw::llm
