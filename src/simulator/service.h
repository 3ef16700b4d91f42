// The service without its transport: one request in, one reply out. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bedrock/catalogue.h"
#include "simulator/answer.h"
#include "simulator/prompt_cache.h"
#include "simulator/refusal.h"

namespace gw::simulator {

struct Operation {
  enum class Kind {
    converse,
    converse_stream,
    invoke,
    invoke_stream,
    count_tokens,
    list_foundation_models,
    get_foundation_model,
    list_inference_profiles,
    get_inference_profile,
    // AWS's other services (aws_services.h).
    sts,
    metadata,
    container,
    sso_portal,
    sso_oidc,
  };
  Kind kind;
  std::string model;  // or the profile; decoded; empty for the lists

  bool is_bedrock() const { return kind < Kind::sts; }
  bool streams() const { return kind == Kind::converse_stream || kind == Kind::invoke_stream; }
};

// The name in paths and faults: "converse-stream".
std::string_view name(Operation::Kind kind);

// nullopt: no operation has this method and path. A slash in a model id has to be encoded.
std::optional<Operation> find_operation(std::string_view method, std::string_view path);

struct Call {
  Operation operation;
  std::string_view content_type;
  std::string_view accept;
  std::string_view body;
  std::string_view query = {};  // of the lists
  // Of InvokeModel's headers; empty: none.
  std::string_view guardrail = {};
  std::string_view trace = {};
  std::string_view service_tier = {};
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  bool stream = false;  // frames instead of a body
  std::vector<Frame> frames;
};

// With a cache, prompts with cache points are counted as Bedrock counts them.
Reply respond(const Call& call, const bedrock::Catalogue& catalogue, const Wish& wish,
              PromptCache* cache = nullptr);

// What AWS says to somebody whose policies do not allow the operation.
Refusal denial(const Operation& operation);
// {"message": ...} with the code in x-amzn-errortype.
Reply refuse(const Refusal& refusal);
// What AWS says to a method and path it does not know.
Reply unknown_operation();

}  // namespace gw::simulator
