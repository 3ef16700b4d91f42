#include "io/cancel.h"

namespace gw::io {

void CancelScope::attach(Closable* leaf) {
  leaf_ = leaf;
  if (canceled_ && leaf_ != nullptr) leaf_->close();
}

void CancelScope::cancel() noexcept {
  canceled_ = true;
  if (leaf_ != nullptr) leaf_->close();
}

}  // namespace gw::io
