#include "io/cancel.h"

namespace gw::io {

void CancelScope::attach(Closable* leaf) {
  leaf_ = leaf;
  if (canceled() && leaf_ != nullptr) leaf_->close();
}

void CancelScope::cancel(Cause cause) noexcept {
  if (cause_ != Cause::nobody_waits) cause_ = cause;
  if (leaf_ != nullptr) leaf_->close();
}

}  // namespace gw::io
