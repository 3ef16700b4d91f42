// What to leave out when Bedrock refuses a request for a feature that the model's rules promise: it
// differs from region to region and from month to month, and a schema may be too much for it, or a
// conversation's reasoning too little.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bedrock/conversation.h"
#include "bedrock/model_rules.h"
#include "bedrock/service_error.h"

namespace gw::translate {

// What models may be asked for beyond plain chat.
struct Features {
  bool json_schema = false;    // a native output format
  bool strict_tools = false;   // a strict tool
  bool forced_tool = false;    // a tool that must be called, for structured output
  bool sampling = false;       // temperature or top_p
  bool sampling_both = false;  // both at once
  bool top_k = false;          // by whatever name the model has for it
  bool thinking = false;       // of Claude, where it can be kept from it
  // Members of the model's own API that it has refused, by the names of whoever wrote them
  // (Exchange::refused_member).
  std::vector<std::string> members{};

  bool any() const { return *this != Features{}; }
  Features& operator|=(const Features& other);
  bool operator==(const Features&) const = default;
};

// A refusal, and what it was about.
struct Fallback {
  Features without;
  // The model has not got them: no use to ask it again. Else it was this request's schema, tools or
  // messages.
  bool lasting = false;
};

// nullopt: the error is about something else. `used` is what the request had.
std::optional<Fallback> find_fallback(const bedrock::ServiceError& error, const Features& used);

// The rules of a model without these features. That it is to answer without thinking is no rule of
// the model's: see Options::may_think (request.h).
bedrock::ModelRules without(const Features& features, bedrock::ModelRules rules);

}  // namespace gw::translate
