#include "bedrock/usage.h"

#include "base/encoding.h"

namespace gw::bedrock {

namespace {

// What was written to the cache, by its lifetime.
std::int64_t written_for_an_hour(Shape& shape, Shape::MaybeObject usage) {
  const auto details = shape.array_if_any(usage, "cacheDetails");
  if (!details) return 0;
  for (const json::Value detail : *details) {
    const auto object = shape.object(detail);
    if (shape.string_if_any(object, "ttl") == json::RawString{"1h"})
      return shape.count_if_any(object, "inputTokens").value_or(0);
  }
  return 0;
}

}  // namespace

llm::Usage read_usage(Shape& shape, Shape::MaybeObject parent) {
  const auto usage = shape.object(parent, "usage");
  return {.input = shape.count(usage, "inputTokens").value_or(0),
          .output = shape.count(usage, "outputTokens").value_or(0),
          .cache_read = shape.count_if_any(usage, "cacheReadInputTokens").value_or(0),
          .cache_write = shape.count_if_any(usage, "cacheWriteInputTokens").value_or(0),
          .cache_write_hour = written_for_an_hour(shape, usage)};
}

std::optional<llm::Usage> find_usage(json::Value answer) {
  Shape shape;
  const llm::Usage usage = read_usage(shape, shape.object(answer));
  return shape.ok() ? std::optional(usage) : std::nullopt;
}

std::optional<llm::Usage> read_converse_usage(std::string_view json) {
  json::Document document;
  const Result<json::Value> value = document.parse(json);
  return value ? find_usage(*value) : std::nullopt;
}

std::optional<llm::Usage> read_chunk_usage(std::string_view payload) {
  json::Document document;
  const Result<json::Value> value = document.parse(payload);
  if (!value) return std::nullopt;
  Shape shape;
  const auto encoded = shape.string(shape.object(*value), "bytes");
  Buffer chunk;
  if (!encoded || !append_base64_decoded(encoded->escaped, chunk)) return std::nullopt;
  json::Document inner;
  const Result<json::Value> decoded = inner.parse(chunk.view());
  if (!decoded) return std::nullopt;
  const auto metrics = shape.object(shape.object(*decoded), "amazon-bedrock-invocationMetrics");
  const llm::Usage usage{
      .input = shape.count_if_any(metrics, "inputTokenCount").value_or(0),
      .output = shape.count_if_any(metrics, "outputTokenCount").value_or(0),
      .cache_read = shape.count_if_any(metrics, "cacheReadInputTokenCount").value_or(0),
      .cache_write = shape.count_if_any(metrics, "cacheWriteInputTokenCount").value_or(0)};
  return shape.ok() ? std::optional(usage) : std::nullopt;
}

}  // namespace gw::bedrock
