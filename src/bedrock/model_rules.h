// What one model takes, refuses and costs in attention: data (data/models.toml), never code.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "bedrock/media.h"
#include "bedrock/model_card.h"
#include "bedrock/schema/gaps.h"

namespace gw::bedrock {

// The operation a model is called through.
enum class Api { converse, invoke };

// The native body of InvokeModel, by the section names of AWS's "inference request parameters"
// pages.
enum class NativeFormat {
  none,
  jamba,
  titan_text,
  claude_text,
  claude_messages,
  command,
  command_r,
  llama3,
  mistral_prompt,
};

// The body in which a model makes vectors (embedding.h).
enum class EmbeddingFormat {
  none,  // it makes none
  titan_text,
  titan_v2,
  titan_image,
  cohere_v3,
  cohere_v4,
  nova,
  marengo_2,
  marengo_3,
};

enum class Status { active, legacy, end_of_life };

// `temperature` and `top_p`: both, either one but not both together, the first alone, or none.
enum class Sampling { both, one_of, temperature, none };

// How far a model can be made to call a tool: not at all, to call any of them, or a certain one.
enum class ForcedTool { none, any, named };

// How a model is asked to reason: the member of its own API.
enum class Reasoning {
  none,                // it cannot be asked
  budget,              // Claude: thinking, with budget_tokens
  budget_or_adaptive,  // Claude: that, or as below
  adaptive,            // Claude: thinking "adaptive", with an effort in output_config
  nova,                // reasoningConfig
  flat_effort,         // reasoning_effort
  nested_effort,       // reasoning.effort
  config,              // reasoning_config
};

// How a model is kept from reasoning: by saying nothing, with one word or another, or not at all.
enum class ReasoningOff { omit, disabled, between_tools, never };

// Which blocks of its reasoning a model takes back: none, those it can check, or redacted ones.
enum class ReasoningReplay { none, signed_blocks, redacted };

// The ids of tool calls: any that Bedrock takes, those without '.' and ':', or nine letters and
// digits.
enum class ToolIds { any, plain, mistral };

// Where a parameter of the client's for which Converse has no member goes in the model's own
// fields.
struct ModelParameter {
  std::string name;   // "top_k"
  std::string field;  // "k"; dots lead into objects: "inferenceConfig.topK"
  double min = std::numeric_limits<double>::lowest();  // numbers are brought into this range
  double max = std::numeric_limits<double>::max();
};

// Cache points that the client has not asked for: none, for five minutes, or for an hour.
enum class AutomaticCache { off, minutes, hour };

// Whose guardrails are applied: the operator's alone, or the request's where there is none of the
// operator's.
enum class GuardrailChoice { operators, requests };

struct ModelRules {
  std::string pattern;  // a model id, or a prefix ending in '*'; the longest match wins
  std::string family;   // for people and logs: "claude-3", "titan-text"
  ModelCard card;       // for lists
  Api api = Api::converse;
  NativeFormat native = NativeFormat::none;
  EmbeddingFormat embedding = EmbeddingFormat::none;
  std::vector<std::int64_t> dimensions;  // of the vectors it can make, its own choice first
  Status status = Status::active;
  std::string end_of_life;  // a date, for people
  std::string successor;    // a model id to name in its place, in errors
  bool system = true;       // false: system text is folded into the first user turn
  bool history = true;      // false: one user turn only; earlier turns are folded into it
  bool stop = true;         // takes stop sequences
  bool blank_stop = true;   // ... also of white space only
  bool prefill = true;      // the last message may be the assistant's
  Sampling sampling = Sampling::both;
  double temperature_max = 1.0;
  std::int64_t max_output = 0;  // tokens; 0: not known
  std::optional<std::int64_t>
      default_max_tokens;               // sent when the client gives none and the body needs one
  std::int64_t max_stop_sequences = 0;  // 0: no limit known
  bool tools = true;                    // can be offered tools
  bool stream_tools = true;  // ... while streaming; false: asked for a whole answer instead
  ForcedTool forced_tool = ForcedTool::named;
  bool strict_tools = false;        // keeps to a tool's schema when asked
  bool json_schema = false;         // keeps to a schema of its answer when asked
  bool single_tool_call = false;    // can be held to one call an answer (Claude's own field)
  bool fine_grained_tools = false;  // streams arguments unbuffered when asked (a beta of Claude's)
  bool tool_text = true;            // text may stand beside the blocks of tools in a turn
  bool tool_status = true;          // takes the status of a tool's result
  bool tool_hyphens = true;         // takes '-' in the names of tools
  schema::Gaps schema_gaps{schema::Gap::root_unions};  // what it refuses in the schemas of tools
  ToolIds tool_ids = ToolIds::any;
  Reasoning reasoning = Reasoning::none;
  std::vector<std::string> efforts;  // those it knows, the least first
  ReasoningOff reasoning_off = ReasoningOff::omit;
  bool reasoning_display = false;  // shows its reasoning when asked to, else only a signature
  ReasoningReplay reasoning_replay = ReasoningReplay::none;
  std::vector<ModelParameter> parameters;
  std::vector<std::string> beta_flags;          // of Anthropic's API: those that the model takes
  std::vector<std::string> default_beta_flags;  // ... that every request has
  // Members (anthropic/claude_rules.cc) and flags that it takes or refuses despite its generation.
  std::vector<std::string> messages_takes;
  std::vector<std::string> messages_refuses;
  MediaKinds media = kAllMedia;  // what it takes besides text
  MediaKinds tool_result_media;  // ... in the result of a tool too; others are moved behind it
  bool s3_media = false;         // reads media from S3
  std::int64_t max_images = 20;  // in a request; this and the next: 0: no limit known
  std::int64_t max_image_bytes = 3'932'160;  // 3.75 MB as AWS counts them
  std::int64_t max_documents = 5;
  std::int64_t max_document_bytes = 4'718'592;  // 4.5 MB
  bool large_pdfs = false;                      // ... but PDFs may be larger
  std::int64_t cache_points = 0;                // at most; 0: no prompt caching
  bool cache_tools = true;                      // ... also behind tools
  bool cache_hour = false;                      // ... also for an hour, instead of five minutes
  AutomaticCache automatic_cache = AutomaticCache::off;
  bool guardrails = true;         // takes guardrails
  std::string guardrail;          // applied to every request: an id or ARN; empty: none
  std::string guardrail_version;  // "DRAFT" or a number; empty: DRAFT
  std::string guardrail_stream;   // "sync" or "async"; empty: left to Bedrock (sync)
  GuardrailChoice guardrail_choice = GuardrailChoice::operators;
};

// Whether the body in which the model is called has blocks for all that a conversation can have:
// tools, reasoning, cache points, a schema. The native bodies, but for Claude's, have texts.
inline bool speaks_in_blocks(const ModelRules& rules) {
  return rules.api == Api::converse || rules.native == NativeFormat::claude_messages;
}

// Whether that body can speak of tools at all: those, and Jamba's, which is OpenAI's.
inline bool speaks_of_tools(const ModelRules& rules) {
  return speaks_in_blocks(rules) || rules.native == NativeFormat::jamba;
}

}  // namespace gw::bedrock
