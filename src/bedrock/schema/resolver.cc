#include "bedrock/schema/resolver.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/encoding.h"

namespace gw::schema {

namespace {

using json::Value;

// "a/b" of "a~1b", "~" of "~0".
std::string unescaped_step(std::string_view step) {
  std::string text;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size();
    text += !escape ? step[i] : step[++i] == '1' ? '/' : '~';
  }
  return text;
}

bool is_identifier(std::string_view key) { return key == "$id" || key == "id"; }

bool is_anchor(std::string_view key) { return key == "$anchor" || key == "$dynamicAnchor"; }

}  // namespace

std::optional<Value> Resolver::find(json::RawString reference) {
  const Result<std::string> decoded = json::decode(reference);
  if (!decoded) return std::nullopt;
  const auto known = found_.find(*decoded);
  if (known != found_.end()) return known->second;
  return found_.emplace(*decoded, find_new(*decoded)).first->second;
}

std::optional<Value> Resolver::find_new(std::string_view reference) {
  const std::size_t hash = std::min(reference.find('#'), reference.size());
  const std::string_view base = reference.substr(0, hash);
  const std::optional<Value> from = base.empty() ? root_ : named(base);
  if (hash == reference.size()) return base.empty() ? std::nullopt : from;
  const auto fragment = percent_decode(reference.substr(hash + 1));
  if (!from || !fragment) return std::nullopt;
  if (fragment->empty() || fragment->front() == '/') return follow(*from, *fragment);
  return named("#" + *fragment);
}

std::optional<Value> Resolver::follow(Value from, std::string_view pointer) {
  std::optional<Value> found = from;
  while (found && !pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    found = step(*found, unescaped_step(pointer.substr(1, end - 1)));
    pointer.remove_prefix(end);
  }
  return found;
}

std::optional<Value> Resolver::step(Value from, const std::string& name) {
  const char* const place = from.raw().data();
  if (const auto array = from.array()) {
    const auto [items, is_new] = items_.try_emplace(place);
    if (is_new) {
      for (const Value item : *array) items->second.push_back(item);
    }
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    const bool whole = error == std::errc() && end == name.data() + name.size();
    if (!whole || index >= items->second.size()) return std::nullopt;
    return items->second[index];
  }
  const auto object = from.object();
  if (!object) return std::nullopt;
  const auto [members, is_new] = members_.try_emplace(place);
  if (is_new) {
    for (const auto [key, value] : *object) {
      if (auto decoded = json::decode({key}))
        members->second.insert_or_assign(*std::move(decoded), value);
    }
  }
  const auto member = members->second.find(name);
  return member == members->second.end() ? std::nullopt : std::optional(member->second);
}

std::optional<Value> Resolver::named(std::string_view name) {
  if (!names_) {
    names_.emplace();
    collect_names(root_);
  }
  const auto found = names_->find(name);
  return found == names_->end() ? std::nullopt : std::optional(found->second);
}

// A part is found by its whole identifier and by the end of it, which is how bundles name them.
void Resolver::collect_names(Value value) {
  if (const auto array = value.array()) {
    for (const Value item : *array) collect_names(item);
  }
  const auto object = value.object();
  if (!object) return;
  for (const auto [key, member] : *object) {
    const auto text = member.string();
    const auto decoded = text ? json::decode(*text) : Result<std::string>("");
    if (!text || !decoded || decoded->empty()) {
      collect_names(member);
    } else if (is_anchor(key)) {
      names_->emplace("#" + *decoded, value);
    } else if (is_identifier(key)) {
      const std::string id = decoded->ends_with('#') && decoded->size() > 1
                                 ? decoded->substr(0, decoded->size() - 1)
                                 : *decoded;
      names_->emplace(id, value);
      names_->emplace(id.substr(id.rfind('/') + 1), value);
    }
  }
}

std::string_view definition_name(std::string_view reference) {
  for (const std::string_view prefix : {"#/$defs/", "#/definitions/"}) {
    if (!reference.starts_with(prefix)) continue;
    const std::string_view name = reference.substr(prefix.size());
    return name.contains('/') ? std::string_view() : name;
  }
  return {};
}

}  // namespace gw::schema
