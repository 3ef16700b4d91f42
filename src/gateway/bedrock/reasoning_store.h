// The signed reasoning of answers that called tools, for clients that do not send it back with the
// results (docs/reasoning.md). One for the process, since a client's next request may come to
// another worker; in shards, so that workers seldom wait for one another.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/credentials.h"
#include "http/head.h"
#include "policy/recent_texts.h"
#include "translate/reasoning_memory.h"

namespace gw::gateway {

class ReasoningStore {
 public:
  ReasoningStore(std::size_t bytes, std::chrono::milliseconds lifetime);

  // From any thread. Keys are never empty.
  void put(std::string key, std::string text);
  policy::RecentTexts::Text find(std::string_view key);

 private:
  struct Shard {
    Shard(std::size_t bytes, std::chrono::milliseconds lifetime) : texts(bytes, lifetime) {}
    std::mutex mutex;
    policy::RecentTexts texts;
  };
  // Keys are hashes: each byte of theirs is as good as another.
  Shard& shard(std::string_view key) {
    return *shards_[static_cast<unsigned char>(key.front()) % shards_.size()];
  }

  std::vector<std::unique_ptr<Shard>> shards_;
};

// The part of the store that belongs to one caller and model. Keys are hashes of who asks and of
// the id of the call, so that nobody gets what is another's, and the store knows no secrets.
class CallerReasoning final : public translate::ReasoningMemory {
 public:
  // All must outlive it.
  CallerReasoning(ReasoningStore& store, const http::Fields& fields,
                  const std::optional<aws::Credentials>& own, std::string_view model)
      : store_(store), fields_(fields), own_(own), model_(model) {}

  void remember(std::string_view call, std::string blocks) override;
  std::optional<std::string> recall(std::string_view call) const override;

 private:
  std::string key(std::string_view call) const;

  ReasoningStore& store_;
  const http::Fields& fields_;
  const std::optional<aws::Credentials>& own_;  // else the gateway's, whose keys change
  const std::string_view model_;
};

}  // namespace gw::gateway
