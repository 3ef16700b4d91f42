// A model as lists show it: something that a request can name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bedrock/model_rules.h"

namespace gw::models {

// What kind of name it is.
enum class Origin : std::uint8_t { route, alias, application_profile, profile, model };
std::string_view name(Origin origin);  // "application_profile"

struct Entry {
  std::string id;  // what a request names
  Origin origin = Origin::model;
  std::string stands_for;  // of a route, an alias and an application profile; else empty
  std::string name;        // for people; never empty
  std::string maker;       // empty: not known
  std::string description;
  const bedrock::ModelRules* rules = nullptr;  // of the catalogue, which outlives it
  bedrock::MediaKinds media;                   // what it takes besides text
  std::int64_t created = 0;                    // seconds since the epoch; 0: not known
  bedrock::Status status = bedrock::Status::active;
  std::string end_of_life;  // a date; empty: none is known
  bool verified = false;    // by a list of Bedrock's, or by its operator
};

}  // namespace gw::models
