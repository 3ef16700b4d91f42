// A contiguous queue of bytes: written at the end, consumed at the front. Its storage is not zeroed
// when it is taken; what was written there is wiped before it is given back, since nearly
// everything that a client sends passes through one, its secrets as well.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

namespace gw {

class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { release(); }

  // Valid until the next call that is not const.
  std::string_view view() const { return {storage_ + begin_, end_ - begin_}; }
  char* data() { return storage_ + begin_; }
  std::size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }
  std::size_t capacity() const { return capacity_; }

  // Room for at least `n` bytes behind the end; what was written there becomes content by commit().
  std::span<char> prepare(std::size_t n) {
    if (capacity_ - end_ < n) make_room(n);
    return {storage_ + end_, capacity_ - end_};
  }
  void commit(std::size_t n) { end_ += n; }

  void consume(std::size_t n) {
    begin_ += n;
    if (begin_ == end_) clear();
  }

  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    // Something comes behind it, as a rule: a long piece is not to be moved for that.
    if (capacity_ - end_ < bytes.size()) make_room(bytes.size() + bytes.size() / 8);
    std::memcpy(storage_ + end_, bytes.data(), bytes.size());
    end_ += bytes.size();
  }
  void append(char byte) {
    prepare(1)[0] = byte;
    ++end_;
  }

  // Drops the last `n` bytes.
  void truncate_by(std::size_t n) {
    written_ = written();
    end_ -= n;
  }
  // Forgets the content and keeps the storage.
  void clear() {
    written_ = written();
    begin_ = end_ = 0;
  }
  // Wipes the content and gives the storage back.
  void release() {
    if (storage_ != nullptr) give_back();
  }

 private:
  void give_back();
  void make_room(std::size_t n);
  std::size_t written() const { return std::max(written_, end_); }

  char* storage_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t written_ = 0;  // how much of the storage was, up to when `end_` last went back
};

}  // namespace gw
