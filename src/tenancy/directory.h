// All teams and keys there are, found by a secret. Never changes: another set of them is another
// directory. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tenancy/entities.h"
#include "tenancy/learnt.h"
#include "tenancy/meter.h"

namespace gw::tenancy {

// A key or a team that has to consent to a request.
struct Scope {
  std::string_view id;
  const Terms* terms = nullptr;
  Meter* meter = nullptr;  // null: it has no limits and no budgets
  bool of_team = false;
};

// What a key is admitted under. Lives as long as the directory.
struct Grant {
  const Key* key = nullptr;
  std::array<Scope, kMostLevels + 1> scopes{};  // the key, its team, the teams above
  std::size_t scope_count = 0;
  Learnt* learnt = nullptr;

  std::span<const Scope> used_scopes() const { return std::span(scopes).first(scope_count); }
  // Whether a request has anything to reserve.
  bool has_limits() const;

  // Whether all consent to a model that is called by one of these names. An empty name is none.
  bool allows(std::span<const std::string_view> names) const;
  // Whether some models are not allowed at all.
  bool restricts_models() const;
};

enum class Denial { unknown, expired, disabled };

class Directory {
 public:
  Directory() = default;  // nobody is in it

  // What is used at the moment goes on from `previous`, entity by entity; null: from nothing.
  // Errors, for people: an id that is there twice, a secret that two keys have, a team that is
  // missing, above itself, or below more than kMostLevels - 1 others.
  static std::expected<std::shared_ptr<const Directory>, std::string> make(
      std::vector<Team> teams, std::vector<Key> keys, const Directory* previous = nullptr);

  bool empty() const { return keys_.empty(); }
  std::span<const Key> keys() const { return keys_; }
  std::span<const Team> teams() const { return teams_; }

  // Whom the secret admits at this time. What is compared is its hash, found by its first bytes and
  // then compared in constant time.
  std::expected<Grant, Denial> find(std::string_view secret, Time now) const;

 private:
  struct Slot {
    std::uint32_t key;
    std::uint32_t secret;  // of the key's
  };

  std::string link_teams();
  void give_meters(const Directory* previous);
  std::string index_keys();

  std::vector<Team> teams_;
  std::vector<Key> keys_;
  std::vector<std::int32_t> parents_;               // of each team, an index of teams_; -1: none
  std::vector<std::int32_t> homes_;                 // of each key, the same
  std::vector<std::shared_ptr<Meter>> key_meters_;  // of each key; null: it has none
  std::vector<std::shared_ptr<Meter>> team_meters_;
  std::shared_ptr<Learnt> learnt_;
  std::unordered_multimap<std::uint64_t, Slot> secrets_;  // by the first bytes of their digests
};

}  // namespace gw::tenancy
