#include <string>

#include "bedrock/embedding.h"

namespace gw::bedrock {

namespace {

using enum EmbeddingFormat;
using json::Value;
using MaybeValue = std::optional<Value>;

std::unexpected<Error> no_vectors() {
  return fail(Errc::malformed, "the model's answer has not the vectors that were asked for");
}

MaybeValue member(MaybeValue value, std::string_view key) {
  const std::optional<json::Object> object = value ? value->object() : std::nullopt;
  return object ? find_set(*object, key) : std::nullopt;
}

MaybeValue first(MaybeValue value) {
  const std::optional<json::Array> list = value ? value->array() : std::nullopt;
  return list && !list->empty() ? MaybeValue(*list->begin()) : std::nullopt;
}

// An object, or a list of such.
MaybeValue object_or_first(MaybeValue value) {
  return value && value->object() ? value : first(value);
}

MaybeValue single_vector(EmbeddingFormat format, Value body) {
  if (format == nova) return member(first(member(body, "embeddings")), "embedding");
  if (format == marengo_2 || format == marengo_3) {
    const MaybeValue direct = member(body, "embedding");
    return direct ? direct : member(object_or_first(member(body, "data")), "embedding");
  }
  const MaybeValue plain = member(body, "embedding");
  return plain ? plain : member(member(body, "embeddingsByType"), "float");
}

// Where Cohere was asked for types the vectors are sorted by them.
Result<std::vector<Value>> cohere_vectors(Value body, std::size_t expected) {
  MaybeValue all = member(body, "embeddings");
  if (all && all->object()) all = member(all, "float");
  const std::optional<json::Array> list = all ? all->array() : std::nullopt;
  if (!list) return no_vectors();
  std::vector<Value> vectors;
  vectors.reserve(expected);
  for (const Value each : *list) {
    if (vectors.size() == expected) return no_vectors();
    vectors.push_back(each);
  }
  if (vectors.size() != expected) return no_vectors();
  return vectors;
}

std::optional<std::int64_t> count(Value body) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  for (const std::string_view key : {"inputTextTokenCount", "inputTokenCount"}) {
    const MaybeValue value = member(body, key);
    const auto tokens = value ? value->integer() : std::nullopt;
    if (tokens && *tokens >= 0 && *tokens <= kLargest) return tokens;
  }
  return std::nullopt;
}

}  // namespace

Result<Embeddings> read_embeddings(EmbeddingFormat format, Value body, std::size_t expected) {
  Embeddings read;
  read.tokens = count(body);
  if (format == cohere_v3 || format == cohere_v4) {
    auto vectors = cohere_vectors(body, expected);
    if (!vectors) return std::unexpected(vectors.error());
    read.vectors = *std::move(vectors);
    return read;
  }
  const MaybeValue message = format == titan_image ? member(body, "message") : std::nullopt;
  if (message && message->string()) {
    return fail(Errc::invalid, json::decode(*message->string()).value_or(""));
  }
  const MaybeValue vector = single_vector(format, body);
  if (!vector || expected != 1) return no_vectors();
  read.vectors.push_back(*vector);
  return read;
}

}  // namespace gw::bedrock
