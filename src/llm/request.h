// A request for an answer in a conversation, in no client's dialect: what dialects (openai/,
// anthropic/) read and translate/ brings to a model. Slices of the client's body, which outlives
// it, or of `repaired`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "llm/media.h"
#include "llm/message.h"

namespace gw::llm {

// A tool the model may call.
struct Tool {
  json::RawString name;         // never empty
  json::RawString description;  // may be empty
  std::string_view parameters;  // a JSON object as sent; empty: none
  bool strict = false;
  bool custom = false;      // takes any text instead of arguments
  json::RawString grammar;  // ... that follows this; may be empty
  CacheMark cache = CacheMark::none;
};

struct ToolChoice {
  enum class Mode { unset, none, automatic, required, function };
  Mode mode = Mode::unset;
  json::RawString function;  // the one of Mode::function; one of the tools
  std::optional<std::vector<json::RawString>> allowed;  // of the tools only these
};

// What the answer has to be.
struct ResponseFormat {
  enum class Kind { text, json_object, json_schema };
  Kind kind = Kind::text;
  // With json_schema:
  json::RawString name;         // of the schema; never empty
  json::RawString description;  // may be empty
  std::string_view schema;      // a JSON object as sent; empty: any JSON
  bool strict = false;
};

// A member of an object as the client sent it.
struct Member {
  std::string_view name;  // letters, digits, '_', '-', '.': needs no escaping
  std::string_view json;  // its value, never null
};
// Of the metadata: any value, since clients send more than the strings that OpenAI takes.
struct MetadataPair {
  json::RawString key;
  std::string_view json;
};

// A guardrail of Bedrock's that the request asks for; checked, in AWS's alphabet.
struct GuardrailWish {
  std::string_view identifier;  // empty: none, but perhaps a trace of the operator's
  std::string_view version;     // empty: DRAFT
  std::string_view trace;       // empty: none; else in Converse's words
  std::string_view stream_mode;
};

// What the request says about caching as a whole.
struct Caching {
  CacheMark end = CacheMark::none;  // after the last message
  bool hour = false;                // what usual marks mean
  bool automatic = true;            // marks of the gateway's own are welcome
  bool marked = false;              // there are marks
};

// How much the model is to reason. What is not said is empty.
inline constexpr std::array<std::string_view, 7> kEfforts{"none", "minimal", "low", "medium",
                                                          "high", "xhigh",   "max"};
struct ReasoningWish {
  std::string_view parameter;   // the client's word for it, "thinking"; empty: nothing is said
  std::optional<bool> enabled;  // counts more than the effort
  std::string_view effort;      // one of kEfforts
  std::optional<std::int64_t> budget;  // tokens
  std::string_view budget_parameter;   // the client's word for that, "thinking.budget_tokens"
  std::string_view display;            // "summarized", "omitted"
  bool exclude = false;                // reason, but do not show it
};

struct Request {
  std::string model;  // decoded
  std::vector<Message> messages;
  std::vector<Media> media;  // of the parts, in order
  bool stream = false;
  std::optional<std::int64_t> max_tokens;
  // Without max_tokens: as much as the model can say, not what it says by default.
  bool max_tokens_of_model = false;
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::vector<json::RawString> stop;
  bool tell_stop_sequence = false;  // the dialect says which of them was met
  std::vector<Tool> tools;
  ToolChoice tool_choice;
  bool parallel_tool_calls = true;
  bool first_call_only = false;  // the dialect's answer has room for one call
  ResponseFormat response_format;
  ReasoningWish reasoning;
  std::string_view service_tier;  // one of Bedrock's, or "scale"; empty: left to Bedrock
  std::string_view latency;       // "standard" or "optimized" (performanceConfig); empty: unset
  std::vector<MetadataPair> metadata;
  std::optional<json::RawString> user;  // the end user, by whatever name
  // Sampling parameters for which Converse has no member, but perhaps the model: top_k, seed, ...
  std::vector<Member> model_parameters;
  // Members of no dialect, for the model's own API, each as it stands. A name may occur more than
  // once.
  std::vector<Member> extra_fields;
  std::vector<std::string_view> beta_flags;     // of Anthropic's API; plain as a Member's name
  std::vector<json::RawString> response_paths;  // additionalModelResponseFieldPaths
  Caching caching;
  GuardrailWish guardrail;
  // What requests of one conversation have alike: a session's id, a cache's key; empty: none is
  // said.
  std::string conversation;
  // Members without any counterpart, in order and once each; neutral values (null, store: false,
  // ...) are not listed. Safe to put into a header.
  std::vector<std::string> unsupported;
  // Storage of what had to be changed, texts with lone surrogates first of all; the slices point
  // here (so never a vector).
  std::list<std::string> repaired;
};

}  // namespace gw::llm
