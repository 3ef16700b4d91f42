// Where the data of a request may be processed. A model that is called by its own id is answered in
// the region that is called; one that is called through a cross-region inference profile, in any
// region of the profile's geography. Pure.
// https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gw::bedrock {

// Regions that inference profiles with a common prefix ("eu.") may use.
struct Geography {
  std::string_view name;                      // the prefix, without its dot
  std::span<const std::string_view> regions;  // each a region, or a beginning and '*'
};
// All that are known. What is not here ("global.", prefixes that are yet to come) may be anywhere.
std::span<const Geography> geographies();

class Residency {
 public:
  Residency() = default;  // no limit

  // Each term is a geography ("eu"), a region ("eu-central-1"), or the beginning of regions and '*'
  // ("eu-*"); no terms are no limit. Errors: invalid, when a term is none of these.
  static Result<Residency> parse(std::span<const std::string> terms);

  bool limited() const { return !limits_.empty(); }
  // Within this one and within the other.
  Residency with(const Residency& other) const;

  // Whether whatever `region` does with a request for `model` (an id, a profile's id, an ARN;
  // decoded) stays inside. Errors: invalid, with the reason for people: the region or the geography
  // is outside, or the model does not tell: application profiles and prompt routers.
  Result<> check(std::string_view region, std::string_view model) const;
  bool allows(std::string_view region, std::string_view model) const {
    return !limited() || check(region, model).has_value();
  }
  // The same of what a model says by itself, wherever it is called.
  Result<> check_model(std::string_view model) const;

 private:
  struct Limit {
    std::string name;                  // as it was given: "eu, us-east-1"
    std::vector<std::string> regions;  // each a region, or a beginning and '*'
  };
  std::vector<Limit> limits_;  // each holds
};

}  // namespace gw::bedrock
