#include "translate/additional_fields.h"

#include <algorithm>
#include <optional>

#include "json/value.h"
#include "json/write.h"

namespace gw::translate {

namespace {

// Members are looked for one by one: beyond this size objects are not merged.
constexpr std::size_t kMostBytes = 16 * 1024;

class Merger {
 public:
  explicit Merger(json::Writer& writer) : writer_(writer) {}

  // Writes both; of two values that are no objects the first.
  void merge(json::Value first, json::Value second) {
    const auto a = first.object();
    const auto b = second.object();
    if (!a || !b) {
      lost_ |= first.raw() != second.raw();
      writer_.raw(first.raw());
      return;
    }
    writer_.begin_object();
    for (const auto [key, value] : *a) {
      writer_.key(key);
      if (const auto other = b->find(key)) {
        merge(value, *other);
      } else {
        writer_.raw(value.raw());
      }
    }
    for (const auto [key, value] : *b) {
      if (!a->find(key)) writer_.key(key).raw(value.raw());
    }
    writer_.end_object();
  }
  bool lost() const { return lost_; }

 private:
  json::Writer& writer_;
  bool lost_ = false;
};

// {"topK":5} for "topK" and 5, as deep as the path is.
std::string wrap(std::string_view path, std::string_view json) {
  if (path.empty()) return std::string(json);
  const std::size_t dot = std::min(path.find('.'), path.size());
  const std::string_view rest = path.substr(std::min(dot + 1, path.size()));
  return "{\"" + std::string(path.substr(0, dot)) + "\":" + wrap(rest, json) + "}";
}

}  // namespace

bool add_field(std::string_view path, std::string_view json, bedrock::AdditionalFields& fields,
               std::list<std::string>& storage) {
  const std::size_t dot = path.find('.');
  const json::RawString name{path.substr(0, dot)};
  if (dot != std::string_view::npos) json = storage.emplace_back(wrap(path.substr(dot + 1), json));
  const auto there =
      std::ranges::find(fields.fields, name, &bedrock::AdditionalFields::Field::name);
  if (there == fields.fields.end()) {
    fields.fields.push_back({name, json});
    return true;
  }
  if (there->json.size() + json.size() > kMostBytes) return false;
  json::Document first;
  json::Document second;
  const auto a = first.parse(there->json);
  const auto b = second.parse(json);
  if (!a || !b) return false;
  Buffer merged;
  json::Writer writer(merged);
  Merger merger(writer);
  merger.merge(*a, *b);
  there->json = storage.emplace_back(merged.view());
  return !merger.lost();
}

bool has_field(std::string_view name, const bedrock::AdditionalFields& fields) {
  return std::ranges::find(fields.fields, json::RawString{name},
                           &bedrock::AdditionalFields::Field::name) != fields.fields.end();
}

bool drop_field(std::string_view name, bedrock::AdditionalFields& fields) {
  return std::erase_if(fields.fields,
                       [&](const auto& field) { return field.name.escaped == name; }) > 0;
}

void add_beta_flag(std::string_view flag, bedrock::AdditionalFields& fields) {
  auto& flags = fields.beta_flags;
  if (std::ranges::find(flags, flag) == flags.end()) flags.push_back(flag);
}

}  // namespace gw::translate
