#include "io/deadlines.h"

#include <algorithm>
#include <utility>

#include "io/clock.h"

namespace gw::io {

namespace {

using std::chrono::milliseconds;

std::int64_t tick_before(milliseconds time) { return time / Deadlines::kTick; }
std::int64_t tick_after(milliseconds time) { return tick_before(time) + 1; }

std::size_t slot_of(std::int64_t tick) {
  return static_cast<std::size_t>(tick) % Deadlines::kSlots;
}

void link_before(DeadlineLink& each, DeadlineLink& other) {
  each.next = &other;
  each.previous = other.previous;
  each.previous->next = &each;
  other.previous = &each;
}

void unlink(DeadlineLink& each) {
  each.previous->next = each.next;
  each.next->previous = each.previous;
  each.previous = each.next = nullptr;
}

}  // namespace

void Deadline::arm(milliseconds from_now) {
  at_ = coarse_now() + from_now;
  if (armed()) {
    if (tick_after(at_) >= tick_) return;  // will be put off when it is looked at
    disarm();
  }
  owner_.insert(*this);
  owner_.start_ticking();
}

void Deadline::disarm() {
  if (!armed()) return;
  unlink(*this);
  --owner_.armed_;
}

Deadlines::Deadlines(Executor executor) : timer_(executor) {
  for (DeadlineLink& slot : slots_) slot.previous = slot.next = &slot;
}

void Deadlines::insert(Deadline& deadline) {
  if (!ticking_ && armed_ == 0) swept_ = std::max(swept_, tick_before(coarse_now()));
  deadline.tick_ = std::max(tick_after(deadline.at_), swept_ + 1);
  link_before(deadline, slots_[slot_of(deadline.tick_)]);
  ++armed_;
}

void Deadlines::start_ticking() {
  if (ticking_) return;
  ticking_ = true;
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // destroyed
    ticking_ = false;
    sweep(coarse_now());
    if (armed_ > 0) start_ticking();
  });
}

void Deadlines::sweep(milliseconds now) {
  const std::int64_t tick = tick_before(now);
  // They move to a ring of their own first: a callback may destroy any deadline, and with it the
  // place in the list where the sweep stands.
  DeadlineLink due;
  due.previous = due.next = &due;
  const std::int64_t slots = std::min<std::int64_t>(tick - swept_, kSlots);
  for (std::int64_t each = tick - slots + 1; each <= tick; ++each) {
    DeadlineLink& slot = slots_[slot_of(each)];
    for (DeadlineLink* link = slot.next; link != &slot;) {
      DeadlineLink& deadline = *std::exchange(link, link->next);
      if (static_cast<Deadline&>(deadline).tick_ > tick) continue;  // another turn of the wheel's
      unlink(deadline);
      link_before(deadline, due);
    }
  }
  swept_ = std::max(swept_, tick);
  while (due.next != &due) {
    auto& deadline = static_cast<Deadline&>(*due.next);
    deadline.disarm();
    if (deadline.at_ > now) {  // was armed anew meanwhile
      insert(deadline);
    } else {
      deadline.on_expired_(deadline.context_);
    }
  }
}

}  // namespace gw::io
