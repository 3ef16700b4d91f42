#include "anthropic/edits.h"

#include <algorithm>
#include <utility>

namespace gw::anthropic {

void Edits::replace(std::string_view slice, std::string with) {
  const auto begin = static_cast<std::size_t>(slice.data() - text_.data());
  edits_.push_back({begin, begin + slice.size(), std::move(with)});
}

void Edits::apply(Buffer& out) {
  std::ranges::sort(edits_, {}, [](const Edit& edit) { return std::pair(edit.begin, edit.end); });
  std::size_t done = 0;
  for (const Edit& edit : edits_) {
    if (edit.begin < done) continue;  // of something that is left out
    out.append(text_.substr(done, edit.begin - done));
    out.append(edit.with);
    done = edit.end;
  }
  out.append(text_.substr(done));
}

void Pruner::keep(std::string_view slice) {
  const char* begin = slice.data();
  if (dropped_ != nullptr) remove(std::exchange(dropped_, nullptr), begin);
  kept_ = true;
  end_ = end_of(slice);
}

void Pruner::drop(std::string_view slice) {
  if (kept_) {
    remove(end_, end_of(slice));
  } else if (dropped_ == nullptr) {
    dropped_ = slice.data();
  }
  end_ = end_of(slice);
}

void Pruner::finish() {
  if (dropped_ != nullptr) remove(dropped_, end_);
}

}  // namespace gw::anthropic
