#include "io/deadlines.h"

#include "io/clock.h"

namespace gw::io {

Deadline::Deadline(Deadlines& owner, Callback on_expired, void* context)
    : owner_(&owner), on_expired_(on_expired), context_(context) {}

void Deadline::arm(std::chrono::milliseconds from_now) {
  at_ = coarse_now() + from_now;
  if (armed()) return;
  link_before(owner_->armed_);
  owner_->start_ticking();
}

void Deadline::disarm() {
  if (!armed()) return;
  previous_->next_ = next_;
  next_->previous_ = previous_;
  previous_ = next_ = nullptr;
}

void Deadline::link_before(Deadline& other) {
  next_ = &other;
  previous_ = other.previous_;
  previous_->next_ = this;
  other.previous_ = this;
}

Deadlines::Deadlines(Executor executor) : timer_(executor), armed_(*this, nullptr, nullptr) {
  armed_.previous_ = armed_.next_ = &armed_;
}

void Deadlines::start_ticking() {
  if (ticking_) return;
  ticking_ = true;
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // destroyed
    ticking_ = false;
    sweep();
    if (armed_.next_ != &armed_) start_ticking();
  });
}

void Deadlines::sweep() {
  const auto now = coarse_now();
  // The expired ones move to a ring of their own first: a callback may destroy any deadline, and
  // with it the place in the list where the sweep stands.
  Deadline expired(*this, nullptr, nullptr);
  expired.previous_ = expired.next_ = &expired;
  for (Deadline* each = armed_.next_; each != &armed_;) {
    Deadline* const next = each->next_;
    if (each->at_ <= now) {
      each->disarm();
      each->link_before(expired);
    }
    each = next;
  }
  while (expired.next_ != &expired) {
    Deadline* const first = expired.next_;
    first->disarm();
    if (first->at_ > now) {  // armed anew by a callback just now
      first->link_before(armed_);
    } else {
      first->on_expired_(first->context_);
    }
  }
}

}  // namespace gw::io
