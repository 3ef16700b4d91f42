#include "tenancy/directory.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

#include "base/secret.h"
#include "bedrock/name_pattern.h"

namespace gw::tenancy {

namespace {

std::uint64_t prefix_of(const aws::Digest& digest) {
  std::uint64_t prefix = 0;
  std::memcpy(&prefix, digest.data(), sizeof prefix);
  return prefix;
}

bool terms_allow(const Terms& terms, std::span<const std::string_view> names) {
  if (terms.models.empty()) return true;
  return std::ranges::any_of(terms.models, [&](const std::string& pattern) {
    return std::ranges::any_of(names, [&](std::string_view name) {
      return !name.empty() && bedrock::matches_name(pattern, name);
    });
  });
}

bool needs_meter(const Terms& terms) { return terms.limits != Limits() || !terms.budgets.empty(); }

using Meters = std::vector<std::shared_ptr<Meter>>;

template <class Entity>
Meters meters_for(std::span<const Entity> entities, std::span<const Entity> previous,
                  const Meters& kept) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] != nullptr) places.emplace(previous[i].id, i);
  }
  Meters meters;
  meters.reserve(entities.size());
  for (const Entity& entity : entities) {
    const auto found = places.find(entity.id);
    std::shared_ptr<Meter>& meter = meters.emplace_back();
    if (found != places.end()) meter = kept[found->second];
    if (meter == nullptr && needs_meter(entity.terms)) meter = std::make_shared<Meter>();
  }
  return meters;
}

using Places = std::unordered_map<std::string_view, std::int32_t>;

std::int32_t place_of(const Places& places, std::string_view id) {
  const auto found = places.find(id);
  return found == places.end() ? -1 : found->second;
}

}  // namespace

bool Grant::allows(std::span<const std::string_view> names) const {
  return std::ranges::all_of(used_scopes(),
                             [&](const Scope& scope) { return terms_allow(*scope.terms, names); });
}

bool Grant::restricts_models() const {
  return std::ranges::any_of(used_scopes(),
                             [](const Scope& scope) { return !scope.terms->models.empty(); });
}

bool Grant::has_limits() const {
  return std::ranges::any_of(used_scopes(),
                             [](const Scope& scope) { return scope.meter != nullptr; });
}

std::expected<std::shared_ptr<const Directory>, std::string> Directory::make(
    std::vector<Team> teams, std::vector<Key> keys, const Directory* previous) {
  auto made = std::make_shared<Directory>();
  made->teams_ = std::move(teams);
  made->keys_ = std::move(keys);
  std::string wrong = made->link_teams();
  if (wrong.empty()) wrong = made->index_keys();
  if (!wrong.empty()) return std::unexpected(std::move(wrong));
  made->give_meters(previous);
  return made;
}

// What is wrong with them; "" mostly.
std::string Directory::link_teams() {
  Places places;
  for (const Team& team : teams_) {
    if (!places.emplace(team.id, static_cast<std::int32_t>(places.size())).second)
      return "there are two teams '" + team.id + "'";
  }
  for (const Team& team : teams_) {
    parents_.push_back(place_of(places, team.parent));
    if (!team.parent.empty() && parents_.back() < 0)
      return "the team '" + team.id + "' has the parent '" + team.parent +
             "', and there is no such team";
  }
  for (const Team& team : teams_) {
    std::size_t levels = 0;
    for (std::int32_t at = place_of(places, team.id); at >= 0; ++levels) {
      if (levels == kMostLevels)
        return "the team '" + team.id + "' is above itself, or stands below more than " +
               std::to_string(kMostLevels - 1) + " others";
      at = parents_[static_cast<std::size_t>(at)];
    }
  }
  for (const Key& key : keys_) {
    homes_.push_back(place_of(places, key.team));
    if (!key.team.empty() && homes_.back() < 0)
      return "the key '" + key.id + "' has the team '" + key.team + "', and there is no such team";
  }
  return {};
}

std::string Directory::index_keys() {
  std::unordered_set<std::string_view> ids;
  secrets_.reserve(keys_.size());
  for (std::uint32_t place = 0; place < keys_.size(); ++place) {
    const Key& key = keys_[place];
    if (!ids.insert(key.id).second) return "there are two keys '" + key.id + "'";
    for (std::uint32_t i = 0; i < key.secrets.size(); ++i) {
      const aws::Digest& digest = key.secrets[i].digest;
      const auto [from, to] = secrets_.equal_range(prefix_of(digest));
      const auto same = std::find_if(from, to, [&](const auto& each) {
        return keys_[each.second.key].secrets[each.second.secret].digest == digest;
      });
      if (same != to)
        return "the keys '" + keys_[same->second.key].id + "' and '" + key.id +
               "' have the same secret";
      secrets_.emplace(prefix_of(digest), Slot{place, i});
    }
  }
  return {};
}

void Directory::give_meters(const Directory* previous) {
  const bool has_learnt = previous != nullptr && previous->learnt_ != nullptr;
  learnt_ = has_learnt ? previous->learnt_ : std::make_shared<Learnt>();
  team_meters_ = previous == nullptr
                     ? meters_for<Team>(teams_, {}, {})
                     : meters_for<Team>(teams_, previous->teams_, previous->team_meters_);
  key_meters_ = previous == nullptr
                    ? meters_for<Key>(keys_, {}, {})
                    : meters_for<Key>(keys_, previous->keys_, previous->key_meters_);
}

std::expected<Grant, Denial> Directory::find(std::string_view secret, Time now) const {
  if (secret.empty() || keys_.empty()) return std::unexpected(Denial::unknown);
  const aws::Digest digest = aws::sha256(secret);
  const auto [from, to] = secrets_.equal_range(prefix_of(digest));
  const Key* key = nullptr;
  const KeySecret* known = nullptr;
  std::uint32_t place_of_key = 0;
  for (auto slot = from; slot != to; ++slot) {
    const Key& candidate = keys_[slot->second.key];
    const KeySecret& each = candidate.secrets[slot->second.secret];
    if (!equal_in_constant_time(aws::view(each.digest), aws::view(digest))) continue;
    key = &candidate;
    known = &each;
    place_of_key = slot->second.key;
  }
  if (key == nullptr) return std::unexpected(Denial::unknown);
  Grant grant{.key = key, .learnt = learnt_.get()};
  bool disabled = key->terms.disabled;
  grant.scopes[grant.scope_count++] = {key->id, &key->terms, key_meters_[place_of_key].get(),
                                       false};
  for (std::int32_t at = homes_[place_of_key]; at >= 0;) {
    const auto place = static_cast<std::size_t>(at);
    const Team& team = teams_[place];
    grant.scopes[grant.scope_count++] = {team.id, &team.terms, team_meters_[place].get(), true};
    disabled |= team.terms.disabled;
    at = parents_[place];
  }
  if (disabled) return std::unexpected(Denial::disabled);
  const auto over = [now](Time end) { return end != 0 && now >= end; };
  if (over(key->expires_at) || over(known->not_after)) return std::unexpected(Denial::expired);
  return grant;
}

}  // namespace gw::tenancy
