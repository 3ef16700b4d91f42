#include "anthropic/count_tokens.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "base/encoding.h"
#include "bedrock/model_id.h"
#include "json/value.h"
#include "json/write.h"

namespace gw::anthropic {

namespace {

using json::Value;

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
  const llm::Request& request;

  void operator()(const llm::Text& text) { bytes += text.text.escaped.size(); }
  void operator()(const llm::Json& json) { bytes += json.json.size(); }
  void operator()(const llm::MediaPart& part) {
    const llm::Media& media = request.media[part.media];
    if (media.kind == llm::Media::Kind::image) {
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
  void operator()(const llm::ToolCall& call) {
    bytes += call.name.escaped.size() + call.arguments.escaped.size() + call.input.size();
  }
  void operator()(const llm::Reasoning& reasoning) {
    bytes += reasoning.text.escaped.size() + reasoning.redacted.escaped.size();
  }
  void operator()(const llm::ToolResult& result) {
    for (const auto& part : result.content) std::visit(*this, part);
  }
};

}  // namespace

std::optional<std::string> count_tokens_path(std::string_view model) {
  const std::string_view id = bedrock::base_model(model);
  constexpr std::size_t kLongest = 256;  // AWS's
  if (id.empty() || id.size() > kLongest) return std::nullopt;
  std::string path = "/model/";
  append_percent_encoded(id, path);
  return path + "/count-tokens";
}

void append_count_request(std::string_view body, Buffer& out) {
  out.append(R"({"input":{"invokeModel":{"body":")");
  out.append(to_base64(body));
  out.append(R"("}}})");
}

Result<std::int64_t> read_count(std::string_view body) {
  json::Document document;
  const auto value = document.parse(body);
  const auto object = value ? value->object() : std::nullopt;
  const auto tokens = object ? object->find("inputTokens") : std::nullopt;
  const auto count = tokens ? tokens->integer() : std::nullopt;
  if (!count || *count < 0) return fail(Errc::malformed, "CountTokens's answer has no count");
  return *count;
}

void append_count(std::int64_t tokens, Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("input_tokens", tokens).end_object();
}

std::int64_t estimate_tokens(const llm::Request& request) {
  Sum sum{.request = request};
  for (const llm::Message& message : request.messages) {
    sum.tokens += kOfMessage;
    for (const llm::Block& block : message.blocks) std::visit(sum, block.value);
  }
  for (const llm::Tool& tool : request.tools) {
    sum.tokens += kOfMessage;
    sum.bytes +=
        tool.name.escaped.size() + tool.description.escaped.size() + tool.parameters.size();
  }
  return sum.tokens +
         static_cast<std::int64_t>(std::ceil(static_cast<double>(sum.bytes) / kBytesPerToken));
}

}  // namespace gw::anthropic
