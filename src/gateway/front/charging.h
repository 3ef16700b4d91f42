// What a request takes of the limits and budgets of its key and teams, on its way through the
// gateway: a place and a request before its body is read, tokens and money before it goes upstream,
// and the account at its end (tenancy/charge.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/front/context.h"
#include "llm/failure.h"

namespace gw::gateway {

// What both clocks of limits and budgets say at a point in time.
tenancy::Now now_of(Clock::time_point point);

// Errors: the 429 of a limit that is used up. `charge` outlives the context's use of it.
llm::Expected<> charge_request(Context& context, tenancy::Charge& charge);

// Notes how much text and how many pictures the body has.
void note_body(Context& context, std::string_view body);

// What is known of an answer before it is asked for.
struct ExpectedAnswer {
  std::string_view model;                  // resolved
  std::optional<std::int64_t> max_output;  // tokens; nullopt: nobody says
  // Of all models that may answer; null: not known.
  std::span<const tenancy::Price* const> prices;
};
// Errors: 429 as above; 403 for a model without a price, where there is a budget. The calls of one
// request are charged by the first of them.
llm::Expected<> charge_answer(Context& context, const ExpectedAnswer& expected);

// What a request has used that got this far, estimated where upstream has not counted it all;
// nullopt: it never went upstream.
std::optional<tenancy::Usage> used_by(const Context& context);
// The end: what was not used is given back.
void settle(Context& context);

// How much is left, in the client's dialect, where its key has limits.
void add_limit_fields(Context& context);

}  // namespace gw::gateway
