#include "simulator/journal.h"

#include "base/ascii.h"
#include "simulator/json_object.h"

namespace gw::simulator {
namespace {

bool is_secret(std::string_view name) {
  return ascii::equal_ignoring_case(name, "authorization") ||
         ascii::equal_ignoring_case(name, "x-amz-security-token");
}

}  // namespace

void Journal::begin() {
  const std::lock_guard lock(mutex_);
  ++active_;
}

void Journal::note(const http::RequestHead& head, std::string_view body, int status) {
  if (capacity_ == 0) return;
  Entry entry{head.method, head.target, {}, std::string(body), status};
  for (std::size_t i = 0; i < head.fields.size(); ++i) {
    const http::Field field = head.fields[i];
    if (!is_secret(field.name))
      entry.headers.emplace_back(ascii::to_lower(field.name), field.value);
  }
  const std::lock_guard lock(mutex_);
  if (entries_.size() == capacity_) entries_.pop_front();
  entries_.push_back(std::move(entry));
}

void Journal::end(End end) {
  const std::lock_guard lock(mutex_);
  --active_;
  ++(end == End::completed ? completed_ : aborted_);
}

void Journal::forget_requests() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

void Journal::note_fault(std::string_view request_id, std::string_view fault) {
  if (fault.empty() || capacity_ == 0) return;
  const std::lock_guard lock(mutex_);
  if (faults_.size() == capacity_) faults_.pop_front();
  faults_.emplace_back(request_id, fault);
}

std::string Journal::take_faults() {
  const std::lock_guard lock(mutex_);
  const auto faults = std::exchange(faults_, {});
  return json_object([&](json::Writer& out) {
    for (const auto& [id, name] : faults) out.member(id, name);
  });
}

std::string Journal::requests() const {
  const std::lock_guard lock(mutex_);
  Buffer bytes;
  json::Writer out(bytes);
  out.begin_array();
  for (const Entry& entry : entries_) {
    out.begin_object().member("method", entry.method).member("target", entry.target);
    out.key("headers").begin_object();
    for (const auto& [name, value] : entry.headers) out.member(name, value);
    out.end_object();
    out.member("body", entry.body).member("status", entry.status).end_object();
  }
  out.end_array();
  return std::string(bytes.view());
}

std::string Journal::stats() const {
  const std::lock_guard lock(mutex_);
  return json_object([&](json::Writer& out) {
    out.member("active", active_).member("completed", completed_).member("aborted", aborted_);
  });
}

}  // namespace gw::simulator
