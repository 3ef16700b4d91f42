#include "openai/embeddings/answer.h"

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "base/encoding.h"
#include "json/write.h"

namespace gw::openai {

namespace {

std::unexpected<Error> no_vector() {
  return fail(Errc::malformed, "the model's vector is no list of numbers");
}

Result<std::string> floats_of(json::Array numbers) {
  std::string bytes;
  for (const json::Value item : numbers) {
    const std::optional<double> number = item.number();
    if (!number || std::abs(*number) > std::numeric_limits<float>::max()) return no_vector();
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(*number));
    for (unsigned shift = 0; shift < 32; shift += 8)
      bytes.push_back(static_cast<char>(bits >> shift & 0xff));
  }
  return bytes;
}

}  // namespace

Result<> append_embedding(std::size_t index, json::Value vector, VectorEncoding encoding,
                          Buffer& out) {
  const std::optional<json::Array> numbers = vector.array();
  if (!numbers || numbers->empty()) return no_vector();
  json::Writer json(out);
  json.begin_object().member("object", "embedding").member("index", index).key("embedding");
  if (encoding == VectorEncoding::base64) {
    const Result<std::string> bytes = floats_of(*numbers);
    if (!bytes) return std::unexpected(bytes.error());
    json.string(json::RawString{to_base64(*bytes)});
  } else {
    for (const json::Value item : *numbers) {
      if (item.type() != json::Type::number) return no_vector();
    }
    json.raw(vector.raw());
  }
  json.end_object();
  return {};
}

void write_embeddings(std::span<const Buffer> elements, std::string_view model, std::int64_t tokens,
                      Buffer& out) {
  std::size_t size = 0;
  for (const Buffer& each : elements) size += each.size() + 1;
  constexpr std::size_t kAround = 256;
  out.prepare(size + kAround + 2 * model.size());
  json::Writer json(out);
  json.begin_object().member("object", "list").key("data").begin_array();
  for (const Buffer& each : elements) json.raw(each.view());
  json.end_array().member("model", model);
  json.key("usage").begin_object();
  json.member("prompt_tokens", tokens).member("total_tokens", tokens);
  json.end_object().end_object();
}

}  // namespace gw::openai
