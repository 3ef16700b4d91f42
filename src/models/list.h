// The models that a caller can name in a region, from all that is known of them: what the operator
// has configured, what Bedrock has listed, and for what it has not, the catalogue. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bedrock/catalogue.h"
#include "bedrock/model_lists.h"
#include "bedrock/own_names.h"
#include "bedrock/residency.h"
#include "models/entry.h"

namespace gw::models {

// A name that the operator has given; a pattern as in bedrock/name_pattern.h.
struct Name {
  std::string pattern;
  std::string stands_for;  // a model as in requests; of a route, that of its first target
  Origin origin = Origin::alias;
};

// Where a list is for. All that is referred to outlives the entries.
struct Place {
  std::span<const Name> names;
  const bedrock::OwnNames& own_names;
  const bedrock::Catalogue& catalogue;
  const bedrock::Residency& residency;
  std::string_view region;
  std::int64_t now = 0;  // seconds since the epoch
};

// Routes and aliases first, patterns left out; then the names of makers; then the account's
// profiles, profiles and models, each sorted. An id stands there once. Only what this gateway can
// call: of what Bedrock lists, models that are there on demand, and profiles whose model has not
// ended; of the catalogue, what is active and has a name, unverified. `inventory`: null when
// nothing is known.
std::vector<Entry> list(const Place& place, const bedrock::Inventory* inventory);

// What a request that names `id` would get: an entry of that list, perhaps by the ARN of a model or
// a profile, or what a pattern stands for; its id is `id`. nullopt: nothing that is known.
std::optional<Entry> find(const Place& place, const bedrock::Inventory* inventory,
                          std::string_view id);

}  // namespace gw::models
