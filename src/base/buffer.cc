#include "base/buffer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include <sys/mman.h>

#include "base/spares.h"

namespace gw {

namespace {

// Heads, requests and answers are mostly between these sizes. malloc() keeps what it got back ready
// for use only up to kSmall; above it takes a lock, searches, splits and joins, several times a
// request. So there is one size for all of them, and some of it ready. As little as possible
// because an idle gateway keeps it.
constexpr std::size_t kSmall = 1024;
constexpr std::size_t kBlock = 4096;
constexpr std::size_t kSpareBlocks = 32;

struct Free {
  void operator()(char* storage) const { std::free(storage); }
};
using Block = std::unique_ptr<char, Free>;

thread_local Spares<Block, kSpareBlocks> spare_blocks;

std::size_t good_size(std::size_t size) { return size > kSmall && size < kBlock ? kBlock : size; }

// Megabytes of images: with pages of 4 KB the faults would cost more than all that is done with the
// bytes. Where the system has no large pages to give, these are small ones after all.
constexpr std::size_t kLargePage = 2 * 1024 * 1024;
constexpr std::size_t kLarge = 2 * kLargePage;

void* allocate_large(std::size_t size) {
  size = (size + kLargePage - 1) / kLargePage * kLargePage;
  void* const storage = std::aligned_alloc(kLargePage, size);
  if (storage != nullptr) madvise(storage, size, MADV_HUGEPAGE);
  return storage;
}

char* allocate(std::size_t size) {
  if (size == kBlock) {
    if (Block spare = spare_blocks.take()) return spare.release();
  }
  void* const storage = size < kLarge ? std::malloc(size) : allocate_large(size);
  if (storage == nullptr) throw std::bad_alloc();
  return static_cast<char*>(storage);
}

void deallocate(char* storage, std::size_t size, std::size_t written) {
  explicit_bzero(storage, written);
  if (size == kBlock) {
    spare_blocks.keep(Block(storage));
  } else {
    std::free(storage);
  }
}

}  // namespace

Buffer::Buffer(Buffer&& other) noexcept
    : storage_(std::exchange(other.storage_, nullptr)),
      capacity_(std::exchange(other.capacity_, 0)),
      begin_(std::exchange(other.begin_, 0)),
      end_(std::exchange(other.end_, 0)),
      written_(std::exchange(other.written_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(storage_, other.storage_);
  std::swap(capacity_, other.capacity_);
  std::swap(begin_, other.begin_);
  std::swap(end_, other.end_);
  std::swap(written_, other.written_);
  return *this;
}

void Buffer::give_back() {
  deallocate(storage_, capacity_, written());
  storage_ = nullptr;
  capacity_ = begin_ = end_ = written_ = 0;
}

void Buffer::make_room(std::size_t n) {
  const std::size_t used = end_ - begin_;
  written_ = written();
  if (begin_ > 0 && capacity_ - used >= n && begin_ >= used) {  // moving is cheaper than growing
    std::memcpy(storage_, storage_ + begin_, used);
  } else {
    const std::size_t wanted = good_size(std::max({used + n, capacity_ * 2, std::size_t{512}}));
    char* grown = allocate(wanted);
    if (used > 0) std::memcpy(grown, storage_ + begin_, used);
    if (storage_ != nullptr) deallocate(storage_, capacity_, written_);
    storage_ = grown;
    capacity_ = wanted;
    written_ = used;
  }
  begin_ = 0;
  end_ = used;
}

}  // namespace gw
