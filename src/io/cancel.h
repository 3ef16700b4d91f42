// Cancellation of one piece of work: it stops the leaf operation by closing the stream it waits on,
// and everything unwinds by ordinary control flow.
#pragma once

#include "io/stream.h"

namespace gw::io {

class CancelScope {
 public:
  // The stream whose closing ends the work now; null between operations. When the scope is already
  // canceled the stream is closed at once. The stream must outlive its attachment.
  void attach(Stream* leaf);
  void cancel();
  bool canceled() const { return canceled_; }

 private:
  Stream* leaf_ = nullptr;
  bool canceled_ = false;
};

}  // namespace gw::io
