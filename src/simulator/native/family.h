// What makes up a family of native bodies.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/write.h"
#include "simulator/answer.h"
#include "simulator/json_object.h"
#include "simulator/json_value.h"
#include "simulator/model.h"
#include "simulator/prompt.h"
#include "simulator/prompt_cache.h"
#include "simulator/refusal.h"
#include "simulator/schema.h"

namespace gw::simulator {

// One chunk of a native stream: a JSON object.
struct Chunk {
  Frame::Part part;
  std::string json;
};

struct NativeFamily {
  bedrock::NativeFormat format;
  std::string_view shapes;  // in the notation of schema.h; the body is its "Request"
  Refusal (*in_words)(const std::vector<Violation>& violations);
  // What the shapes cannot say; null: nothing.
  std::optional<Refusal> (*break_of_rule)(const Value& body, const Model& model, bool stream);
  Prompt (*read)(const Value& body, const bedrock::ModelRules& model);
  void (*write_response)(const Answer& answer, json::Writer& out);
  std::vector<Chunk> (*chunks)(const Answer& answer);
  // The beginnings of the prompt that are to be cached; null: it has no words for that.
  std::vector<CachedPrefix> (*cached)(const Value& body) = nullptr;
  // Which gates of the shapes the model and what else the body says open; null: it has none.
  Gates (*gates)(const Value& body, const Model& model) = nullptr;
};

extern const NativeFamily kJamba;
extern const NativeFamily kTitanText;
extern const NativeFamily kClaudeText;
extern const NativeFamily kClaudeMessages;
extern const NativeFamily kCommand;
extern const NativeFamily kCommandR;
extern const NativeFamily kLlama3;
extern const NativeFamily kMistralPrompt;

// --- shared by the families ---

// Reads the members of the given names, as far as they are there.
std::optional<std::int64_t> integer(const Value& body, std::string_view name);
std::vector<std::string> strings(const Value& body, std::string_view name);

// The user's last turn in a prompt made by a template: what stands between the last `opening` and
// the `closing` behind it. The whole prompt where the template was not followed, which shows in
// the answer.
std::string last_turn(std::string_view prompt, std::string_view opening, std::string_view closing);

// One of three words for a stop reason.
std::string_view stop_word(const Answer& answer, std::string_view natural, std::string_view length,
                           std::string_view filtered);

}  // namespace gw::simulator
