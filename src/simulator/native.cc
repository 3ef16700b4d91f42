#include "simulator/native.h"

#include <map>

#include "base/encoding.h"
#include "simulator/guardrail.h"
#include "simulator/native/family.h"
#include "simulator/schema.h"

namespace gw::simulator {
namespace {

constexpr const NativeFamily* kFamilies[] = {&kJamba,   &kTitanText, &kClaudeText, &kClaudeMessages,
                                             &kCommand, &kCommandR,  &kLlama3,     &kMistralPrompt};

const NativeFamily* find_family(const Model& model) {
  for (const NativeFamily* family : kFamilies) {
    if (family->format == model.rules->native) return family;
  }
  return nullptr;
}

const Shape& request_shape(const NativeFamily& family) {
  static const std::map<const NativeFamily*, Schema> kSchemas = [] {
    std::map<const NativeFamily*, Schema> schemas;
    for (const NativeFamily* each : kFamilies) schemas.try_emplace(each, each->shapes);
    return schemas;
  }();
  return kSchemas.at(&family).at("Request");
}

void write_metrics(const Answer& answer, json::Writer& out) {
  out.key("amazon-bedrock-invocationMetrics").begin_object();
  out.member("inputTokenCount", answer.input_tokens);
  out.member("outputTokenCount", answer.output_tokens);
  out.member("invocationLatency", answer.latency_ms);
  out.member("firstByteLatency", answer.latency_ms / 4);
  if (answer.cache_read) out.member("cacheReadInputTokenCount", *answer.cache_read);
  if (answer.cache_write) out.member("cacheWriteInputTokenCount", *answer.cache_write);
  out.end_object();
}

// The last chunk of every family carries the metrics beside its own members.
void add_metrics(const Answer& answer, std::string& chunk) {
  const std::string metrics = json_object([&](json::Writer& out) { write_metrics(answer, out); });
  chunk.back() = ',';
  chunk += metrics.substr(1);
}

}  // namespace

std::optional<Refusal> refuse_native(const Value& body, const Model& model, bool stream) {
  const NativeFamily* family = find_family(model);
  if (family == nullptr) {
    return validation("The simulator knows no native format for model " + model.id.value + ".");
  }
  const Gates gates = family->gates != nullptr ? family->gates(body, model) : nullptr;
  const auto violations = check(request_shape(*family), body, gates);
  if (!violations.empty()) return family->in_words(violations);
  if (family->break_of_rule == nullptr) return std::nullopt;
  return family->break_of_rule(body, model, stream);
}

Prompt read_native(const Value& body, const Model& model) {
  return find_family(model)->read(body, *model.rules);
}

std::vector<CachedPrefix> native_prefixes(const Value& body, const Model& model) {
  const NativeFamily& family = *find_family(model);
  return family.cached != nullptr ? family.cached(body) : std::vector<CachedPrefix>{};
}

std::string native_response(const Answer& answer, const Model& model) {
  return json_object([&](json::Writer& out) { find_family(model)->write_response(answer, out); });
}

std::vector<Frame> native_frames(const Answer& answer, const Model& model) {
  std::vector<Chunk> chunks = find_family(model)->chunks(answer);
  add_metrics(answer, chunks.back().json);
  add_guardrail_members(answer, chunks.back().json);
  std::vector<Frame> frames;
  for (const Chunk& chunk : chunks) {
    std::string payload = R"({"bytes":")" + to_base64(chunk.json) + R"("})";
    frames.push_back(padded(chunk.part, "chunk", std::move(payload), frames.size()));
  }
  return frames;
}

}  // namespace gw::simulator
