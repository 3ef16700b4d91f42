#include "simulator/native/claude_answer.h"

#include <string>
#include <string_view>

#include "bedrock/model_id.h"
#include "simulator/citations.h"
#include "simulator/reasoning.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

using BlockKind = Block::Kind;
using Part = Frame::Part;

std::string_view claude_stop_reason(const Answer& answer) {
  if (answer.stop_reason == "content_filtered") return "refusal";
  return answer.stop_reason;
}

void write_stop(const Answer& answer, json::Writer& out) {
  out.member("stop_reason", claude_stop_reason(answer)).key("stop_sequence");
  answer.stop_sequence.empty() ? out.null() : out.string(answer.stop_sequence);
}

void write_members(const Value& object, json::Writer& out) {
  for (const auto& [name, value] : object.members) out.key(name).raw(to_json(value));
}

void write_usage(const Answer& answer, std::int64_t output, json::Writer& out) {
  out.key("usage").begin_object().member("input_tokens", answer.input_tokens);
  if (answer.cache_write) out.member("cache_creation_input_tokens", *answer.cache_write);
  if (answer.cache_read) out.member("cache_read_input_tokens", *answer.cache_read);
  if (answer.cache_write) {
    out.key("cache_creation").begin_object();
    out.member("ephemeral_5m_input_tokens", *answer.cache_write - answer.cache_write_hour);
    out.member("ephemeral_1h_input_tokens", answer.cache_write_hour).end_object();
  }
  out.member("output_tokens", output);
  write_members(answer.usage, out);
  out.end_object();
}

// What stands beside the usage of a whole answer, and of the last delta of a stream.
void write_more(const Answer& answer, json::Writer& out) {
  if (answer.edits_context && answer.members.find("context_management") == nullptr) {
    out.key("context_management").begin_object();
    out.key("applied_edits").begin_array().end_array().end_object();
  }
  write_members(answer.members, out);
}

// Anthropic's own name of the model: "claude-sonnet-4-5-20250929".
std::string_view own_name(std::string_view model) {
  constexpr std::string_view kMaker = "anthropic.";
  std::string_view name = bedrock::base_model(model);
  if (!name.starts_with(kMaker)) return model;
  name.remove_prefix(kMaker.size());
  return name.substr(0, name.rfind("-v"));
}

// Another one for each turn of a conversation: clients tell messages apart by it.
std::string message_id(const Answer& answer) {
  constexpr std::size_t kDigits = 26;
  const std::string number = std::to_string(answer.turns + 1);
  return "msg_bdrk_" + std::string(kDigits - number.size(), '0') + number;
}

void write_message_head(const Answer& answer, json::Writer& out) {
  out.member("id", message_id(answer)).member("type", "message");
  out.member("role", "assistant").member("model", own_name(answer.model));
}

// A block with what it has in a whole answer, or as it begins in a stream: without its text.
void write_block(const Block& block, const Place& place, bool begins, json::Writer& out) {
  const std::string whole = block.joined();
  const std::string_view said = begins ? std::string_view() : whole;
  out.begin_object();
  switch (block.kind) {
    case BlockKind::text:
      out.member("type", "text").member("text", said);
      if (block.citations.empty()) break;
      out.key("citations").begin_array();
      for (const Value& citation : block.citations) {
        if (!begins) write_claude_citation(citation, out);
      }
      out.end_array();
      break;
    case BlockKind::tool_use:
      out.member("type", "tool_use").member("id", block.id).member("name", block.name);
      // There is no place for arguments that are no JSON.
      out.key("input").raw(begins || !parse_json(whole) ? "{}" : said);
      break;
    case BlockKind::reasoning:
      out.member("type", "thinking").member("thinking", said);
      if (begins || block.is_signed)
        out.member("signature", begins ? "" : signature_of(place, whole));
      break;
    case BlockKind::redacted_reasoning:
      out.member("type", "redacted_thinking").member("data", whole);
      break;
  }
  out.end_object();
}

template <class Write>
Chunk event(Part part, std::string_view type, Write write) {
  return {part, json_object([&](json::Writer& out) {
            out.member("type", type);
            write(out);
          })};
}

Chunk delta(std::size_t index, std::string_view type, std::string_view name,
            std::string_view piece) {
  return event(Part::delta, "content_block_delta", [&](json::Writer& out) {
    out.member("index", index).key("delta").begin_object();
    out.member("type", type).member(name, piece).end_object();
  });
}

Chunk citation_delta(std::size_t index, const Value& citation) {
  return event(Part::delta, "content_block_delta", [&](json::Writer& out) {
    out.member("index", index).key("delta").begin_object().member("type", "citations_delta");
    out.key("citation");
    write_claude_citation(citation, out);
    out.end_object();
  });
}

void add_deltas(const Block& block, std::size_t index, const Place& place,
                std::vector<Chunk>& chunks) {
  const auto add = [&](std::string_view type, std::string_view name) {
    for (const std::string& piece : block.deltas) chunks.push_back(delta(index, type, name, piece));
  };
  switch (block.kind) {
    case BlockKind::text:
      add("text_delta", "text");
      for (const Value& citation : block.citations)
        chunks.push_back(citation_delta(index, citation));
      return;
    case BlockKind::tool_use:
      return add("input_json_delta", "partial_json");
    case BlockKind::reasoning: {
      add("thinking_delta", "thinking");
      if (!block.is_signed) return;
      const std::string signature = signature_of(place, block.joined());
      for (const std::string_view piece : split_evenly(signature, block.signature_pieces))
        chunks.push_back(delta(index, "signature_delta", "signature", piece));
      return;
    }
    case BlockKind::redacted_reasoning:
      return;  // stands in its beginning
  }
}

std::vector<Chunk> chunks_of(const Block& block, std::size_t index, const Place& place) {
  std::vector<Chunk> chunks;
  chunks.push_back(event(Part::block_start, "content_block_start", [&](json::Writer& out) {
    out.member("index", index).key("content_block");
    write_block(block, place, true, out);
  }));
  add_deltas(block, index, place, chunks);
  chunks.push_back(event(Part::block_end, "content_block_stop",
                         [&](json::Writer& out) { out.member("index", index); }));
  return chunks;
}

}  // namespace

void write_claude_response(const Answer& answer, json::Writer& out) {
  write_message_head(answer, out);
  out.key("content").begin_array();
  Place place;
  for (const Block& block : answer.blocks) {
    const bool nothing = block.kind == BlockKind::text && block.joined().empty();
    if (!nothing) write_block(block, place, false, out);
    place.pass(block);
  }
  out.end_array();
  write_stop(answer, out);
  write_usage(answer, answer.output_tokens, out);
  write_more(answer, out);
}

std::vector<Chunk> claude_chunks(const Answer& answer) {
  std::vector<Chunk> all;
  all.push_back(event(Part::opening, "message_start", [&](json::Writer& out) {
    out.key("message").begin_object();
    write_message_head(answer, out);
    out.key("content").begin_array().end_array();
    out.key("stop_reason").null().key("stop_sequence").null();
    write_usage(answer, 1, out);
    out.end_object();
  }));
  std::ranges::move(blocks_in_order(answer, chunks_of), std::back_inserter(all));
  all.push_back(event(Part::stop, "message_delta", [&](json::Writer& out) {
    out.key("delta").begin_object();
    write_stop(answer, out);
    out.end_object();
    write_usage(answer, answer.output_tokens, out);
    write_more(answer, out);
  }));
  all.push_back(event(Part::metadata, "message_stop", [](json::Writer&) {}));
  return all;
}

}  // namespace gw::simulator
