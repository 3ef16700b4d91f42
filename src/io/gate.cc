#include "io/gate.h"

#include <utility>

namespace gw::io {

Gate::Pass::Pass(Gate& gate, Closable* work) : gate_(&gate), work_(work) {
  ++gate_->count_;
  link();
  if (gate_->closed_ && work_ != nullptr) work_->close();
}

Gate::Pass::Pass(Pass&& other) noexcept : gate_(other.gate_), work_(other.work_) {
  if (gate_ == nullptr) return;
  other.unlink();
  other.gate_ = nullptr;
  link();
}

Gate::Pass::~Pass() {
  if (gate_ == nullptr) return;
  unlink();
  if (--gate_->count_ == 0) gate_->drained_.set();
}

void Gate::Pass::link() noexcept {
  next_ = std::exchange(gate_->first_, this);
  if (next_ != nullptr) next_->previous_ = this;
}

void Gate::Pass::unlink() noexcept {
  (previous_ != nullptr ? previous_->next_ : gate_->first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  previous_ = next_ = nullptr;
}

Task<void> Gate::wait_drained() {
  while (count_ > 0) co_await drained_.wait();
}

void Gate::close() {
  closed_ = true;
  // Closing only wakes the work; no pass is given back before the loop runs again.
  for (Pass* pass = first_; pass != nullptr; pass = pass->next_) {
    if (pass->work_ != nullptr) pass->work_->close();
  }
}

}  // namespace gw::io
