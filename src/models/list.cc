#include "models/list.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "aws/time.h"
#include "base/ascii.h"
#include "bedrock/inference_profile.h"
#include "bedrock/model_id.h"
#include "bedrock/name_pattern.h"

namespace gw::models {

namespace {

using bedrock::FoundationModel;
using bedrock::InferenceProfile;
using bedrock::Inventory;
using bedrock::ModelKind;
using bedrock::ModelRules;
using bedrock::Status;

// What has an endpoint here.
bool is_served(ModelKind kind) {
  return kind == ModelKind::chat || kind == ModelKind::embedding || kind == ModelKind::rerank;
}

bool is_pattern(std::string_view text) { return text.contains('*'); }

// Of "anthropic.claude-haiku-4-5-20251001-v1:0"; 0 when there is no date in it.
std::int64_t date_in(std::string_view id) {
  while (!id.empty()) {
    const std::string_view word = ascii::take_until('-', id);
    if (word.size() != 8 || !word.starts_with("20")) continue;
    if (!std::ranges::all_of(word, ascii::is_digit)) continue;
    std::string date(word.substr(0, 4));
    date.append("-").append(word.substr(4, 2)).append("-").append(word.substr(6));
    return aws::parse_iso8601(date + "T00:00:00Z").value_or(0);
  }
  return 0;
}

// "2027-01-08T00:00:00Z" as the catalogue writes dates.
std::string date_of(std::string_view time) { return std::string(time.substr(0, 10)); }

const Inventory kNothing;

class List {
 public:
  List(const Place& place, const Inventory* inventory) : place_(place), inventory_(inventory) {
    if (inventory_ == nullptr) inventory_ = &kNothing;
    if (inventory_->models) {
      for (const FoundationModel& model : *inventory_->models) models_.emplace(model.id, &model);
    }
    if (inventory_->profiles) {
      for (const InferenceProfile& profile : *inventory_->profiles) {
        behind_.emplace(profile.id, profile.model);
      }
    }
  }

  std::vector<Entry> all() && {
    for (const Name& name : place_.names) {
      if (!is_pattern(name.pattern)) add(named(name.pattern, name));
    }
    const std::size_t configured = entries_.size();
    add_profiles();
    add_models();
    std::sort(entries_.begin() + static_cast<std::ptrdiff_t>(configured), entries_.end(),
              [](const Entry& a, const Entry& b) {
                return a.origin != b.origin ? a.origin < b.origin : a.id < b.id;
              });
    insert_own_names(configured);
    return std::move(entries_);
  }

  // The entry of a name that stands for something.
  Entry named(std::string_view id, const Name& name) const {
    auto parsed = bedrock::parse_model_id(name.stands_for);
    std::string model = parsed ? parsed->value : name.stands_for;
    const std::string& region = parsed ? parsed->region : std::string();
    auto own =
        place_.own_names.resolve(model, region.empty() ? place_.region : region, place_.residency);
    if (own) model = *std::move(own);
    const auto behind = behind_.find(model);
    Entry entry = describe(behind == behind_.end() ? model : std::string(behind->second));
    entry.id = id;
    entry.origin = name.origin;
    entry.stands_for = std::move(model);
    entry.verified = true;
    entry.name = entry.id;
    return entry;
  }

 private:
  // What is known of a model that has this id.
  Entry describe(std::string_view model) const {
    Entry entry;
    entry.id = model;
    entry.rules = &place_.catalogue.find(model);
    entry.media = entry.rules->media;
    entry.status = entry.rules->status;
    entry.end_of_life = entry.rules->end_of_life;
    entry.name = entry.rules->card.name;
    entry.maker = entry.rules->card.maker;
    const std::string_view base = bedrock::base_model(model);
    entry.created = date_in(base);
    if (const FoundationModel* const listed = find_model(base)) describe(*listed, entry);
    if (entry.name.empty()) entry.name = entry.id;
    return entry;
  }

  // Bedrock knows better, but not what it does not say.
  static void describe(const FoundationModel& listed, Entry& entry) {
    if (!listed.name.empty()) entry.name = listed.name;
    if (!listed.maker.empty()) entry.maker = listed.maker;
    if (entry.rules->pattern.empty()) entry.media = listed.media;
    entry.status = listed.legacy ? Status::legacy : Status::active;
    if (!listed.end_of_life.empty()) entry.end_of_life = date_of(listed.end_of_life);
    if (const auto started = aws::parse_iso8601(listed.started)) entry.created = *started;
  }

  const FoundationModel* find_model(std::string_view id) const {
    const auto found = models_.find(id);
    return found == models_.end() ? nullptr : found->second;
  }

  bool is_callable(const FoundationModel& model) const {
    if (!is_served(model.kind.value_or(place_.catalogue.find(model.id).card.kind))) return false;
    const auto end = aws::parse_iso8601(model.end_of_life);
    return !end || *end > place_.now;
  }

  bool stays_inside(std::string_view id) const {
    return place_.residency.allows(place_.region, id);
  }

  void add(Entry entry) {
    if (ids_.insert(entry.id).second) entries_.push_back(std::move(entry));
  }

  void add_profiles() {
    if (!inventory_->profiles) return add_profiles_of_catalogue();
    for (const InferenceProfile& profile : *inventory_->profiles) {
      const FoundationModel* const model = find_model(profile.model);
      const bool callable =
          model ? is_callable(*model) : is_served(place_.catalogue.find(profile.model).card.kind);
      if (!callable || !stays_inside(profile.id)) continue;
      Entry entry = describe(profile.model);
      entry.id = profile.id;
      entry.origin = profile.application ? Origin::application_profile : Origin::profile;
      if (profile.application) entry.stands_for = profile.model;
      if (!profile.name.empty()) entry.name = profile.name;
      entry.description = profile.description;
      if (entry.created == 0) entry.created = aws::parse_iso8601(profile.created).value_or(0);
      entry.verified = true;
      add(std::move(entry));
    }
  }

  void add_models() {
    if (!inventory_->models) return add_models_of_catalogue();
    for (const FoundationModel& model : *inventory_->models) {
      if (!model.on_demand || !is_callable(model) || !stays_inside(model.id)) continue;
      Entry entry = describe(model.id);
      entry.verified = true;
      add(std::move(entry));
    }
  }

  // Whether the catalogue has a model to show by itself.
  static bool is_shown(const ModelRules& rules) {
    return !rules.card.name.empty() && rules.status == Status::active &&
           is_served(rules.card.kind) && !is_pattern(rules.pattern);
  }

  void add_profiles_of_catalogue() {
    for (const ModelRules& rules : place_.catalogue.rules()) {
      const FoundationModel* const listed = find_model(rules.pattern);
      if (!is_shown(rules) || (inventory_->models && (!listed || !is_callable(*listed)))) continue;
      const auto profiles =
          bedrock::profiles_for(rules.pattern, place_.region, rules.card.profiles);
      for (const std::string& profile : profiles) {
        if (!stays_inside(profile)) continue;
        Entry entry = describe(profile);
        entry.origin = Origin::profile;
        entry.name += " (" + profile.substr(0, profile.find('.')) + ")";
        add(std::move(entry));
      }
    }
  }

  // Those that have profiles may be there only through them.
  void add_models_of_catalogue() {
    for (const ModelRules& rules : place_.catalogue.rules()) {
      const bool alone = rules.card.profiles.empty();
      if (alone && is_shown(rules) && stays_inside(rules.pattern)) add(describe(rules.pattern));
    }
  }

  // Behind what is configured: those whose model is in the list.
  void insert_own_names(std::size_t at) {
    std::unordered_map<std::string_view, const Entry*> by_id;
    for (const Entry& entry : entries_) by_id.emplace(entry.id, &entry);
    std::vector<Entry> own;
    for (const std::string_view name : place_.own_names.all()) {
      auto id = place_.own_names.resolve(name, place_.region, place_.residency);
      const auto found = by_id.find(*id);
      if (found == by_id.end() || !ids_.emplace(name).second) continue;
      Entry entry = *found->second;
      entry.id = name;
      entry.origin = Origin::alias;
      entry.stands_for = *std::move(id);
      entry.name = entry.rules->card.name;
      own.push_back(std::move(entry));
    }
    entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at),
                    std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  }

  const Place& place_;
  const Inventory* inventory_;
  std::unordered_map<std::string_view, const FoundationModel*> models_;  // by id
  std::unordered_map<std::string_view, std::string_view> behind_;        // profiles: their models
  std::unordered_set<std::string> ids_;
  std::vector<Entry> entries_;
};

// "arn:...:inference-profile/us.amazon.nova-lite-v1:0": the id in it, which says the same; any
// other id itself.
std::string_view plain_id(std::string_view id) {
  const bool says_it = id.starts_with("arn:") &&
                       (id.contains(":inference-profile/") || id.contains(":foundation-model/"));
  return says_it ? id.substr(id.rfind('/') + 1) : id;
}

}  // namespace

std::string_view name(Origin origin) {
  switch (origin) {
    case Origin::route:
      return "route";
    case Origin::alias:
      return "alias";
    case Origin::application_profile:
      return "application_profile";
    case Origin::profile:
      return "profile";
    case Origin::model:
      return "model";
  }
  return "model";
}

std::vector<Entry> list(const Place& place, const Inventory* inventory) {
  return List(place, inventory).all();
}

std::optional<Entry> find(const Place& place, const Inventory* inventory, std::string_view id) {
  const auto name = bedrock::find_by_name(place.names, id, &Name::pattern);
  if (name != place.names.end()) return List(place, inventory).named(id, *name);
  const auto parsed = bedrock::parse_model_id(id);
  if (!parsed) return std::nullopt;
  const std::string_view wanted = plain_id(parsed->value);
  const auto own = place.own_names.resolve(wanted, place.region, place.residency);
  std::vector<Entry> all = list(place, inventory);
  const auto is_it = [&](const Entry& entry) {
    return entry.id == wanted || (own && entry.id == *own);
  };
  const auto found = std::ranges::find_if(all, is_it);
  if (found == all.end()) return std::nullopt;
  found->id = id;
  if (own) {
    found->origin = Origin::alias;
    found->stands_for = *own;
    found->name = found->rules->card.name;
  }
  return std::move(*found);
}

}  // namespace gw::models
