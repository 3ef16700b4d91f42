#include "simulator/converse.h"

#include "base/encoding.h"
#include "json/write.h"
#include "simulator/citations.h"
#include "simulator/converse_rules.h"
#include "simulator/converse_shapes.h"
#include "simulator/json_object.h"
#include "simulator/reasoning.h"
#include "simulator/schema.h"
#include "simulator/text.h"
#include "simulator/tool_choice.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

const Schema& shapes() {
  static const Schema kSchema(kConverseShapes);
  return kSchema;
}

// "[image png 70 bytes]", "[document pdf Q3 report 1000 bytes]", "[video mp4 s3://films/1]": what a
// test wants to know of media. Empty for other blocks.
std::string media_of(const Value& block) {
  using enum bedrock::MediaKind;
  for (const bedrock::MediaKind kind : {image, document, audio, video}) {
    const Value* media = block.find(name(kind));
    if (media == nullptr) continue;
    std::string text = "[" + std::string(name(kind)) + " " + (*media)["format"].text + " ";
    if (const Value* title = media->find("name")) text += title->text + " ";
    const Value& source = (*media)["source"];
    if (const Value* object = source.find("s3Location")) return text + (*object)["uri"].text + "]";
    return text + std::to_string(base64_decoded_size(source["bytes"].text)) + " bytes]";
  }
  return "";
}

// Reads the texts and media of a list of content blocks, and the media of the results in it.
std::string text_of(const Value& blocks) {
  std::string text;
  for (const Value& block : blocks.items) {
    std::string piece = block["text"].text + media_of(block);
    for (const Value& content : block["toolResult"]["content"].items) piece += media_of(content);
    if (!text.empty() && !piece.empty()) text += '\n';
    text += piece;
  }
  return text;
}

// How long what was written stays.
void write_cache_details(const Answer& answer, json::Writer& out) {
  if (answer.cache_write.value_or(0) == 0) return;
  out.key("cacheDetails").begin_array();
  const std::pair<std::string_view, std::int64_t> details[] = {
      {"1h", answer.cache_write_hour}, {"5m", *answer.cache_write - answer.cache_write_hour}};
  for (const auto& [ttl, tokens] : details) {
    if (tokens > 0)
      out.begin_object().member("ttl", ttl).member("inputTokens", tokens).end_object();
  }
  out.end_array();
}

void write_usage_and_metrics(const Answer& answer, json::Writer& out) {
  const std::int64_t cached = answer.cache_read.value_or(0) + answer.cache_write.value_or(0);
  out.key("usage").begin_object();
  out.member("inputTokens", answer.input_tokens);
  out.member("outputTokens", answer.output_tokens);
  out.member("totalTokens", answer.input_tokens + answer.output_tokens + cached);
  if (answer.cache_read) out.member("cacheReadInputTokens", *answer.cache_read);
  if (answer.cache_write) out.member("cacheWriteInputTokens", *answer.cache_write);
  write_cache_details(answer, out);
  // As recorded: the same counts by InvokeModel's names, and an object of nothing.
  if (answer.cache_read) out.member("cacheReadInputTokenCount", *answer.cache_read);
  if (answer.cache_write) out.member("cacheWriteInputTokenCount", *answer.cache_write);
  if (cached > 0) out.key("serverToolUsage").begin_object().end_object();
  out.end_object();
  out.key("metrics").begin_object().member("latencyMs", answer.latency_ms).end_object();
  if (!answer.guardrail_trace.empty())
    out.key("trace").begin_object().key("guardrail").raw(answer.guardrail_trace).end_object();
  if (answer.service_tier.empty()) return;
  out.key("serviceTier").begin_object().member("type", answer.service_tier).end_object();
}

void write_response_fields(const Answer& answer, json::Writer& out) {
  if (!answer.tells_stop_sequence) return;
  out.key("additionalModelResponseFields").begin_object().key("stop_sequence");
  answer.stop_sequence.empty() ? out.null() : out.string(answer.stop_sequence);
  out.end_object();
}

// What the results among the content blocks say.
std::string results_in(const Value& blocks) {
  std::string text;
  for (const Value& block : blocks.items) {
    for (const Value& part : block["toolResult"]["content"].items) {
      if (!text.empty()) text += '\n';
      const Value* json = part.find("json");
      text += json != nullptr ? to_json(*json) : part["text"].text;
    }
  }
  return text;
}

// The tools that may be called: where one has to be, that one only.
void read_tools(const Value& body, Prompt& prompt) {
  const ToolChoice choice = tool_choice_of(body);
  if (choice.kind == ToolChoice::Kind::none) return;
  for (const Value& tool : body["toolConfig"]["tools"].items) {
    const Value* spec = tool.find("toolSpec");
    if (spec == nullptr) continue;
    if (choice.kind == ToolChoice::Kind::tool && choice.tool != (*spec)["name"].text) continue;
    prompt.tools.push_back({(*spec)["name"].text, &(*spec)["inputSchema"]["json"]});
  }
  prompt.must_call = choice.forces() && !prompt.tools.empty();
}

void write_cited(const Block& block, std::string_view text, json::Writer& out) {
  out.begin_object().key("citationsContent").begin_object();
  out.key("content").begin_array().begin_object().member("text", text).end_object().end_array();
  out.key("citations").begin_array();
  for (const Value& citation : block.citations) write_converse_citation(citation, out);
  out.end_array().end_object().end_object();
}

void write_block(const Block& block, const Place& place, json::Writer& out) {
  std::string whole = block.joined();
  switch (block.kind) {
    case Block::Kind::reasoning:
      out.begin_object().key("reasoningContent").begin_object();
      out.key("reasoningText").begin_object().member("text", whole);
      if (block.is_signed) out.member("signature", signature_of(place, whole));
      out.end_object().end_object().end_object();
      return;
    case Block::Kind::redacted_reasoning:
      out.begin_object().key("reasoningContent").begin_object();
      out.member("redactedContent", whole).end_object().end_object();
      return;
    case Block::Kind::text:
      if (!block.citations.empty()) return write_cited(block, whole, out);
      if (!whole.empty()) out.begin_object().member("text", whole).end_object();
      return;
    case Block::Kind::tool_use:
      // Bedrock has no place for arguments that are no JSON.
      if (!parse_json(whole)) whole = "{}";
      out.begin_object().key("toolUse").begin_object().member("toolUseId", block.id);
      out.member("name", block.name).key("input").raw(whole);
      out.end_object().end_object();
      return;
  }
}

template <class Write>
Frame event(Frame::Part part, std::string event_type, Write write) {
  return {part, std::move(event_type), json_object(write)};
}

void write_delta(Block::Kind kind, const std::string& delta, json::Writer& out) {
  switch (kind) {
    case Block::Kind::text:
      out.member("text", delta);
      return;
    case Block::Kind::tool_use:
      out.key("toolUse").begin_object().member("input", delta).end_object();
      return;
    case Block::Kind::reasoning:
      out.key("reasoningContent").begin_object().member("text", delta).end_object();
      return;
    case Block::Kind::redacted_reasoning:
      out.key("reasoningContent").begin_object().member("redactedContent", delta).end_object();
      return;
  }
}

// The frames of one content block. Only calls have a start.
std::vector<Frame> frames_of(const Block& block, std::size_t index, const Place& place) {
  using Part = Frame::Part;
  std::vector<Frame> frames;
  const bool call = block.kind == Block::Kind::tool_use;
  if (call) {
    frames.push_back(event(Part::block_start, "contentBlockStart", [&](json::Writer& out) {
      out.member("contentBlockIndex", index).key("start").begin_object();
      out.key("toolUse").begin_object();
      out.member("name", block.name).member("toolUseId", block.id);
      out.end_object().end_object();
    }));
  }
  for (const std::string& delta : block.deltas) {
    frames.push_back(event(Part::delta, "contentBlockDelta", [&](json::Writer& out) {
      out.member("contentBlockIndex", index).key("delta").begin_object();
      write_delta(block.kind, delta, out);
      out.end_object();
    }));
  }
  for (const Value& citation : block.citations) {
    frames.push_back(event(Part::delta, "contentBlockDelta", [&](json::Writer& out) {
      out.member("contentBlockIndex", index).key("delta").begin_object().key("citation");
      write_converse_citation(citation, out);
      out.end_object();
    }));
  }
  if (block.kind == Block::Kind::reasoning && block.is_signed) {
    const std::string signature = signature_of(place, block.joined());
    for (const std::string_view piece : split_evenly(signature, block.signature_pieces)) {
      frames.push_back(event(Part::delta, "contentBlockDelta", [&](json::Writer& out) {
        out.member("contentBlockIndex", index).key("delta").begin_object();
        out.key("reasoningContent").begin_object().member("signature", piece);
        out.end_object().end_object();
      }));
    }
  }
  frames.push_back(event(Part::block_end, "contentBlockStop",
                         [&](json::Writer& out) { out.member("contentBlockIndex", index); }));
  return frames;
}

}  // namespace

std::optional<Refusal> refuse_converse(const Value& body, const Model& model, bool stream) {
  const Shape& shape = shapes().at(stream ? "ConverseStreamRequest" : "ConverseRequest");
  if (const auto violations = check(shape, body); !violations.empty()) {
    return in_converse_words(violations);
  }
  if (stream && !model.rules->stream_tools && body.find("toolConfig") != nullptr) {
    return validation("This model doesn't support tool use in streaming mode.");
  }
  return break_of_converse_rule(body, *model.rules);
}

std::optional<Refusal> refuse_count(const Value& body, const Model& model) {
  if (const auto violations = check(shapes().at("CountTokensRequest"), body); !violations.empty())
    return in_converse_words(violations);
  const Value* converse = body["input"].find("converse");
  return converse == nullptr ? std::nullopt : break_of_converse_rule(*converse, *model.rules);
}

Prompt read_converse(const Value& body) {
  Prompt prompt;
  prompt.turns = body["messages"].items.size();
  prompt.bytes = text_of(body["system"]).size();
  for (const Value& message : body["messages"].items) {
    std::string text = text_of(message["content"]);
    std::string results = results_in(message["content"]);
    prompt.bytes += text.size() + results.size();
    if (message["role"].text != "user") continue;
    prompt.last_user_text = std::move(text);
    prompt.tool_results = std::move(results);
  }
  const Value& inference = body["inferenceConfig"];
  if (const Value* limit = inference.find("maxTokens")) {
    prompt.max_tokens = static_cast<std::int64_t>(limit->number);
  }
  for (const Value& sequence : inference["stopSequences"].items) {
    prompt.stop_sequences.push_back(sequence.text);
  }
  read_tools(body, prompt);
  if (const Value* format = body["outputConfig"].find("textFormat")) {
    auto schema = parse_json((*format)["structure"]["jsonSchema"]["schema"].text);
    if (schema) prompt.output_schema = std::move(*schema);
  }
  const Value& guardrail = body["guardrailConfig"];
  prompt.guardrail = guardrail["guardrailIdentifier"].text;
  prompt.guardrail_trace = guardrail["trace"].text.starts_with("enabled");
  prompt.service_tier = body["serviceTier"]["type"].text;
  for (const Value& path : body["additionalModelResponseFieldPaths"].items) {
    if (path.text.ends_with("/stop_sequence")) prompt.wants_stop_sequence = true;
  }
  return prompt;
}

std::string converse_response(const Answer& answer) {
  return json_object([&](json::Writer& out) {
    out.key("output").begin_object().key("message").begin_object();
    out.key("content").begin_array();
    Place place;
    for (const Block& block : answer.blocks) {
      write_block(block, place, out);
      place.pass(block);
    }
    out.end_array().member("role", "assistant").end_object().end_object();
    out.member("stopReason", answer.stop_reason);
    write_response_fields(answer, out);
    write_usage_and_metrics(answer, out);
  });
}

std::vector<Frame> converse_frames(const Answer& answer) {
  using Part = Frame::Part;
  std::vector<Frame> frames;
  const auto add = [&](Frame frame) {
    frames.push_back(
        padded(frame.part, std::move(frame.event_type), std::move(frame.payload), frames.size()));
  };
  add(event(Part::opening, "messageStart",
            [](json::Writer& out) { out.member("role", "assistant"); }));
  for (Frame& frame : blocks_in_order(answer, frames_of)) add(std::move(frame));
  add(event(Part::stop, "messageStop", [&](json::Writer& out) {
    out.member("stopReason", answer.stop_reason);
    write_response_fields(answer, out);
  }));
  add(event(Part::metadata, "metadata",
            [&](json::Writer& out) { write_usage_and_metrics(answer, out); }));
  return frames;
}

}  // namespace gw::simulator
