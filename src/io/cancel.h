// Cancellation of one piece of work: it stops the leaf operation by closing what it waits on, and
// everything unwinds by ordinary control flow.
#pragma once

#include <cstdint>

#include "io/stream.h"

namespace gw::io {

class CancelScope final : public Closable {
 public:
  enum class Cause : std::uint8_t {
    none,
    nobody_waits,  // for the result
    stopping,      // the worker ends: whoever waits is to be told
  };
  // The stream (or the like) whose closing ends the work now; null between operations. When the
  // scope is already canceled the leaf is closed at once. It must outlive its attachment.
  void attach(Closable* leaf);
  void cancel(Cause cause = Cause::nobody_waits) noexcept;
  void close() noexcept override { cancel(); }
  bool canceled() const { return cause_ != Cause::none; }
  bool stopping() const { return cause_ == Cause::stopping; }

 private:
  Closable* leaf_ = nullptr;
  Cause cause_ = Cause::none;
};

// Attached for as long as this object lives.
class [[nodiscard]] Attachment {
 public:
  Attachment(CancelScope& scope, Closable& leaf) : scope_(scope) { scope_.attach(&leaf); }
  ~Attachment() { scope_.attach(nullptr); }
  Attachment(const Attachment&) = delete;
  Attachment& operator=(const Attachment&) = delete;

 private:
  CancelScope& scope_;
};

}  // namespace gw::io
