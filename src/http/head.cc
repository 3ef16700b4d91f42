#include "http/head.h"

#include <algorithm>

#include "base/ascii.h"

namespace gw::http {
namespace {

constexpr std::size_t kUsualFields = 24;

// The path and query of a target in absolute form, which servers must accept (RFC 9112 section
// 3.2.2); of any other the whole.
std::string_view origin_form(std::string_view target) {
  if (target.starts_with('/')) return target;
  const auto scheme_end = target.find("://");
  if (scheme_end == target.npos) return target;
  const auto path = target.find_first_of("/?", scheme_end + 3);
  return path == target.npos ? "/" : target.substr(path);
}

}  // namespace

std::optional<std::string_view> Fields::search(std::string_view name, std::uint32_t key) const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].key != key) continue;
    const Field field = (*this)[i];
    if (ascii::equal_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::size_t Fields::count(std::string_view name) const {
  std::size_t found = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (ascii::equal_ignoring_case((*this)[i].name, name)) ++found;
  }
  return found;
}

Field Fields::operator[](std::size_t i) const {
  const Entry& entry = entries_[i];
  const std::string_view text = text_.view();
  return {text.substr(entry.name_at, entry.name_size),
          text.substr(entry.value_at, entry.value_size)};
}

void Fields::add(std::string_view name, std::string_view value) {
  const std::size_t name_at = text_.size();
  text_.append(name);
  text_.append(value);
  add_adopted(name_at, name.size(), name_at + name.size(), value.size());
}

void Fields::clear() {
  entries_.clear();
  keys_.reset();
  text_.release();
}

void Fields::adopt(std::string_view text) {
  text_.clear();
  text_.append(text);
  entries_.reserve(kUsualFields);
}

void Fields::add_adopted(std::size_t name_at, std::size_t name_size, std::size_t value_at,
                         std::size_t value_size) {
  const std::uint32_t key = key_of(text_.view().substr(name_at, name_size));
  keys_[key % kKeys] = true;
  entries_.push_back({key, static_cast<std::uint32_t>(name_at),
                      static_cast<std::uint32_t>(name_size), static_cast<std::uint32_t>(value_at),
                      static_cast<std::uint32_t>(value_size)});
}

std::string_view RequestHead::path() const {
  const std::string_view origin = origin_form(target);
  const std::string_view path = origin.substr(0, origin.find('?'));
  return path.empty() ? "/" : path;
}

std::string_view RequestHead::query() const {
  const auto mark = target.find('?');
  return mark == target.npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

void RequestHead::clear() {
  method.clear();
  target.clear();
  minor_version = 1;
  fields.clear();
  keep_alive = true;
  expect_continue = false;
  has_body = false;
  content_length.reset();
}

void ResponseHead::clear() {
  status = 0;
  minor_version = 1;
  fields.clear();
  keep_alive = true;
  content_length.reset();
}

}  // namespace gw::http
