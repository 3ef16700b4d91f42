#include "base/buffer.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace gw {

Buffer::Buffer(Buffer&& other) noexcept
    : storage_(std::exchange(other.storage_, nullptr)),
      capacity_(std::exchange(other.capacity_, 0)),
      begin_(std::exchange(other.begin_, 0)),
      end_(std::exchange(other.end_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(storage_, other.storage_);
  std::swap(capacity_, other.capacity_);
  std::swap(begin_, other.begin_);
  std::swap(end_, other.end_);
  return *this;
}

Buffer::~Buffer() { std::free(storage_); }

void Buffer::release() {
  std::free(storage_);
  storage_ = nullptr;
  capacity_ = begin_ = end_ = 0;
}

void Buffer::make_room(std::size_t n) {
  const std::size_t used = end_ - begin_;
  if (begin_ > 0 && capacity_ - used >= n && begin_ >= used) {  // moving is cheaper than growing
    std::memcpy(storage_, storage_ + begin_, used);
  } else {
    const std::size_t wanted = std::max({used + n, capacity_ * 2, std::size_t{512}});
    auto* grown = static_cast<char*>(std::malloc(wanted));
    if (grown == nullptr) throw std::bad_alloc();
    if (used > 0) std::memcpy(grown, storage_ + begin_, used);
    std::free(storage_);
    storage_ = grown;
    capacity_ = wanted;
  }
  begin_ = 0;
  end_ = used;
}

}  // namespace gw
