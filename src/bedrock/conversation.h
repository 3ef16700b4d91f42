// A model call in Bedrock's terms, independent of the client's dialect and of the upstream form:
// what translate/ makes of a client's request, and what the body writers (converse.h, native.h)
// turn into bytes. All text borrows from the client's request and is still escaped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "bedrock/media.h"
#include "json/raw.h"

namespace gw::bedrock {

enum class Role { user, assistant };

struct TextBlock {
  json::RawString text;  // never blank
};
struct JsonBlock {
  std::string_view json;  // an object, as it stands in the body
};
// The assistant's call of a tool, and the user's answer to it. These and the next: only for models
// that are spoken to in blocks (model_rules.h); calls and results also for Jamba.
struct ToolUseBlock {
  json::RawString id;
  json::RawString name;
  std::string_view input;  // a JSON object, as it stands in the body
};
struct ToolResultBlock {
  json::RawString id;
  std::vector<std::variant<TextBlock, JsonBlock, MediaBlock>> content;  // never empty
  bool error = false;
};
// What the assistant thought, exactly as it came.
struct ReasoningBlock {
  json::RawString text;
  json::RawString signature;
  json::RawString redacted;  // base64; not empty: instead of the two
};
// Asks to cache all that stands in front of it; for five minutes, or for an hour.
struct CachePoint {
  bool hour = false;
};
using Block =
    std::variant<TextBlock, ToolUseBlock, ToolResultBlock, MediaBlock, ReasoningBlock, CachePoint>;

struct Turn {
  Role role;
  std::vector<Block> blocks;  // never empty
};

struct Inference {
  std::optional<std::int64_t> max_tokens;
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::vector<json::RawString> stop_sequences;

  friend bool operator==(const Inference&, const Inference&) = default;
};

struct Tool {
  json::RawString name;
  json::RawString description;  // empty: none
  std::string_view schema;      // of its input: a JSON object with "type": "object"
  bool strict = false;
  std::optional<CachePoint> cache;  // behind it
};

struct ToolChoice {
  enum class Kind { unset, automatic, any, tool };
  Kind kind = Kind::unset;
  json::RawString tool;  // with Kind::tool
};

struct ToolConfig {
  std::vector<Tool> tools;  // empty: none of the rest applies
  ToolChoice choice;
  bool one_call = false;  // at most one call in an answer; Claude only
};

// What only a model's own API knows: the members of Converse's additionalModelRequestFields.
struct AdditionalFields {
  struct Field {
    // As the model's API spells it; neither anthropic_beta nor what the conversation says already.
    json::RawString name;
    std::string_view json;  // a JSON value
  };
  std::vector<std::string_view> beta_flags;  // of Anthropic's API, each once; need no escaping
  std::vector<Field> fields;                 // each name once

  bool empty() const { return beta_flags.empty() && fields.empty(); }
};

// The text of the answer is to be JSON that follows a schema.
struct OutputFormat {
  json::RawString name;          // of the schema
  json::RawString description;   // empty: none
  std::string_view schema;       // a JSON object, see schema/strict.h
  std::string_view effort = {};  // how much to think about it; empty: not said
};

// Whose call it is, for the invocation logs: ids in AWS's alphabet. Empty: not to be said.
struct Attribution {
  std::string_view key;
  std::string_view team;

  bool empty() const { return key.empty() && team.empty(); }
};
inline constexpr std::string_view kAttributedKey = "gateway_key";
inline constexpr std::string_view kAttributedTeam = "gateway_team";
inline bool is_attribution(std::string_view name) {
  return name == kAttributedKey || name == kAttributedTeam;
}

// How Bedrock is to serve the call, beside what the model is told.
struct CallOptions {
  struct Metadata {
    std::string_view key, value;  // in AWS's alphabet, which needs no escaping
  };
  std::string_view service_tier;                // empty: none; as the service model spells it
  std::string_view latency;                     // empty: none
  std::vector<Metadata> metadata;               // for the invocation logs; 16 at most
  std::vector<json::RawString> response_paths;  // JSON pointers; only for Converse

  // Takes room for these before the client's own pairs do.
  void attribute(const Attribution& attribution) {
    if (!attribution.key.empty()) metadata.push_back({kAttributedKey, attribution.key});
    if (!attribution.team.empty()) metadata.push_back({kAttributedTeam, attribution.team});
  }
  bool empty() const {
    return service_tier.empty() && latency.empty() && metadata.empty() && response_paths.empty();
  }
};

// Watches over what goes in and comes out.
// https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails.html
struct Guardrail {
  std::string_view identifier;   // an id or ARN; in AWS's alphabet, like the rest
  std::string_view version;      // "DRAFT" or a number
  std::string_view trace;        // empty, or "enabled", "disabled", "enabled_full"
  std::string_view stream_mode;  // of streams: empty, "sync" or "async"; only for Converse
};

struct SystemCachePoint {
  std::size_t behind;  // this block
  CachePoint point;
};

struct Conversation {
  std::vector<TextBlock> system;
  std::vector<SystemCachePoint> system_cache;  // in order, each behind another block
  std::vector<Turn> turns;                     // roles alternate, the first is the user's
  Inference inference;
  ToolConfig tool_config;
  std::optional<OutputFormat> output_format;
  std::optional<Guardrail> guardrail;
  AdditionalFields additional;
  CallOptions options;
};

}  // namespace gw::bedrock
