// What a model has refused of a request, read from Bedrock's words, so that the request can be sent
// once more without it. One table for all families; what is no refusal of a member is not in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gw::bedrock {

struct Refused {
  // The member, by one name whatever the family calls it: "top_p" for topP, top_p and p;
  // "tools.strict" for tools.3.custom.strict; "enable_thinking" for a field nobody here knows.
  // Some stand for more than a member: "temperature+top_p" (not both), "anthropic_beta" (some flag:
  // Bedrock does not say which), "schemas" (those of tools and answer together are too much),
  // "messages.thinking" (the reasoning in the history), "thinking.history" (to think, with this
  // history).
  std::string member;
  // As the message spells it, where that is another word for a field of the body itself: "stop".
  // Clients may have sent a field of that name. Else empty.
  std::string field{};
  // The model has not got it, so that it is no use to ask it again. Else it was this request's
  // schema, tools or messages.
  bool lasting = false;
};

// nullopt: the message is about something else. `status`: the error's own.
std::optional<Refused> find_refused(int status, std::string_view message);

}  // namespace gw::bedrock
