#include "bedrock/residency.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "bedrock/model_id.h"

namespace gw::bedrock {

namespace {

using namespace std::string_view_literals;

constexpr std::array kUs{"us-east-*"sv, "us-west-*"sv};
constexpr std::array kGov{"us-gov-*"sv};
// London and Zurich are in Europe, but neither in the Union nor among its profiles' regions.
constexpr std::array kEu{"eu-central-1"sv, "eu-north-1"sv, "eu-south-1"sv,
                         "eu-south-2"sv,   "eu-west-1"sv,  "eu-west-3"sv};
constexpr std::array kApac{"ap-*"sv, "me-central-1"sv};  // some of its profiles reach the Gulf
constexpr std::array kJapan{"ap-northeast-1"sv, "ap-northeast-3"sv};
constexpr std::array kAustralia{"ap-southeast-2"sv, "ap-southeast-4"sv};
constexpr std::array kIndia{"ap-south-1"sv, "ap-south-2"sv};
constexpr std::array kCanada{"ca-central-1"sv, "ca-west-1"sv};

constexpr std::array kGeographies{
    Geography{"us", kUs},     Geography{"us-gov", kGov}, Geography{"eu", kEu},
    Geography{"apac", kApac}, Geography{"jp", kJapan},   Geography{"au", kAustralia},
    Geography{"in", kIndia},  Geography{"ca", kCanada},
};
constexpr std::array kAnywhere{"*"sv};

const Geography* find_geography(std::string_view name) {
  const auto* const found = std::ranges::find(kGeographies, name, &Geography::name);
  return found == kGeographies.end() ? nullptr : found;
}

// Every region that `part` stands for is one that `pattern` stands for.
bool covers(std::string_view pattern, std::string_view part) {
  if (!pattern.ends_with('*')) return pattern == part;
  return part.starts_with(pattern.substr(0, pattern.size() - 1));
}

// "us-east-1", "eu-*": lower case, with a hyphen; only the end may be open.
bool is_region_pattern(std::string_view term) {
  const auto stem = term.substr(0, term.find('*'));
  const bool plain = std::ranges::all_of(
      stem, [](char c) { return (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '-'; });
  return plain && stem.contains('-') && term.size() - stem.size() <= 1;
}

// What a model says about where it is answered.
struct Destination {
  std::string_view region;  // in its ARN; empty: it says none
  // Where its profile may go besides; empty: nowhere.
  std::span<const std::string_view> regions;
};

std::span<const std::string_view> regions_of_prefix(std::string_view prefix) {
  const Geography* const geography = find_geography(prefix);
  return geography ? geography->regions : std::span<const std::string_view>(kAnywhere);
}

// Of an id without ARN.
std::span<const std::string_view> regions_of_id(std::string_view id) {
  const std::string_view first = id.substr(0, id.find('.'));
  const bool has_prefix =
      find_geography(first) != nullptr || first == "global" || base_model(id).size() < id.size();
  return has_prefix ? regions_of_prefix(first) : std::span<const std::string_view>();
}

// Resources that are where their ARN says.
constexpr std::array kLocal{"foundation-model"sv, "provisioned-model"sv, "custom-model"sv,
                            "custom-model-deployment"sv, "imported-model"sv};

// "arn:partition:service:region:account:type/id"
Destination destination_of(std::string_view model) {
  if (!model.starts_with("arn:")) return {{}, regions_of_id(model)};
  std::string_view rest = model;
  for (int i = 0; i < 3; ++i) ascii::take_until(':', rest);
  Destination destination{ascii::take_until(':', rest), kAnywhere};
  ascii::take_until(':', rest);  // the account
  const std::string_view type = ascii::take_until('/', rest);
  if (std::ranges::find(kLocal, type) != kLocal.end()) destination.regions = {};
  if (type == "inference-profile") {
    destination.regions = regions_of_prefix(rest.substr(0, rest.find('.')));
  }
  return destination;
}

bool is_term(std::string_view term) { return find_geography(term) || is_region_pattern(term); }

std::string join(std::span<const std::string> words) {
  std::string joined;
  for (const std::string& word : words) joined.append(joined.empty() ? "" : ", ").append(word);
  return joined;
}

bool is_inside(std::string_view region, std::span<const std::string> limits) {
  return std::ranges::any_of(limits, [&](const auto& limit) { return covers(limit, region); });
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

}  // namespace

std::span<const Geography> geographies() { return kGeographies; }

Result<Residency> Residency::parse(std::span<const std::string> terms) {
  Residency residency;
  if (terms.empty()) return residency;
  Limit limit;
  limit.name = join(terms);
  for (const std::string& term : terms) {
    if (!is_term(term)) {
      std::string names;
      for (const Geography& known : kGeographies) names.append(known.name).append(", ");
      return fail(Errc::invalid, quoted(term) + " is neither a geography (" + names +
                                     "as in the ids of inference profiles) nor a region such as "
                                     "eu-central-1, nor the beginning of regions and '*'");
    }
    if (const Geography* const geography = find_geography(term)) {
      limit.regions.insert(limit.regions.end(), geography->regions.begin(),
                           geography->regions.end());
    } else {
      limit.regions.push_back(term);
    }
  }
  residency.limits_.push_back(std::move(limit));
  return residency;
}

Residency Residency::with(const Residency& other) const {
  Residency both = *this;
  both.limits_.insert(both.limits_.end(), other.limits_.begin(), other.limits_.end());
  return both;
}

Result<> Residency::check(std::string_view region, std::string_view model) const {
  for (const Limit& limit : limits_) {
    if (!is_inside(region, limit.regions)) {
      return fail(Errc::invalid,
                  "the region " + quoted(region) + " is outside of the residency " + limit.name);
    }
  }
  return check_model(model);
}

Result<> Residency::check_model(std::string_view model) const {
  if (!limited()) return {};
  const Destination destination = destination_of(model);
  for (const Limit& limit : limits_) {
    const bool there = destination.region.empty() || is_inside(destination.region, limit.regions);
    const bool stays = std::ranges::all_of(destination.regions, [&](std::string_view region) {
      return is_inside(region, limit.regions);
    });
    if (there && stays) continue;
    return fail(Errc::invalid, quoted(model) + " may be answered outside of the residency " +
                                   limit.name +
                                   (there && destination.regions.data() == kAnywhere.data()
                                        ? ": what it stands for does not say where"
                                        : ""));
  }
  return {};
}

}  // namespace gw::bedrock
