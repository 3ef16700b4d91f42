// The heads of HTTP/1.1 messages (RFC 9112), as values that own their bytes.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/buffer.h"

namespace gw::http {

// The limits on what a peer may send; each is an attack's end.
struct Limits {
  std::size_t head_bytes = 32 * 1024;  // endless or enormous fields
  std::size_t fields = 128;
  std::size_t target_bytes = 8 * 1024;
};

struct Field {
  std::string_view name;   // as received
  std::string_view value;  // without white space around
};

// Fields in the order received; looked up without regard to case. Views live as long as the object.
class Fields {
 public:
  // The first of that name. Most lookups are for absent fields, by names that the compiler knows.
  std::optional<std::string_view> find(std::string_view name) const {
    const std::uint32_t key = key_of(name);
    return keys_[key % kKeys] ? search(name, key) : std::nullopt;
  }
  // "" when absent.
  std::string_view get(std::string_view name) const {
    return find(name).value_or(std::string_view());
  }
  std::size_t count(std::string_view name) const;
  std::size_t size() const { return entries_.size(); }
  Field operator[](std::size_t i) const;
  void add(std::string_view name, std::string_view value);
  void clear();  // of the storage, only that of the entries is kept

  // For parsers: one copy of the whole text, then where each field stands in it.
  void adopt(std::string_view text);
  void add_adopted(std::size_t name_at, std::size_t name_size, std::size_t value_at,
                   std::size_t value_size);

 private:
  static constexpr std::size_t kKeys = 256;

  struct Entry {
    std::uint32_t key;  // of the name
    std::uint32_t name_at, name_size, value_at, value_size;
  };

  // Equal for equal names, and seldom for others: their size, first and last letter.
  static constexpr std::uint32_t key_of(std::string_view name) {
    if (name.empty()) return 0;
    const auto letter = [](char c) { return static_cast<unsigned char>(ascii::lower(c)); };
    return static_cast<std::uint32_t>(name.size()) * 37 + letter(name.front()) * 5U +
           letter(name.back());
  }
  std::optional<std::string_view> search(std::string_view name, std::uint32_t key) const;

  Buffer text_;  // wiped in time: credentials stand in it
  std::vector<Entry> entries_;
  std::bitset<kKeys> keys_;  // those that occur, folded
};

struct RequestHead {
  std::string method;
  std::string target;  // as received: raw path and query, rarely with scheme and authority before
  int minor_version = 1;
  Fields fields;
  bool keep_alive = true;
  bool expect_continue = false;                 // the client waits for "100 Continue"
  bool has_body = false;                        // a content-length above zero, or chunked
  std::optional<std::uint64_t> content_length;  // nullopt: chunked, or no body

  std::string_view path() const;   // target without scheme, authority and query
  std::string_view query() const;  // without '?'
  void clear();                    // keeps the storage
};

struct ResponseHead {
  int status = 0;
  int minor_version = 1;
  Fields fields;
  bool keep_alive = true;
  std::optional<std::uint64_t> content_length;  // nullopt: chunked, or until the connection closes

  void clear();  // keeps the storage
};

}  // namespace gw::http
