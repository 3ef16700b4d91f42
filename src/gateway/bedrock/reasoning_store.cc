#include "gateway/bedrock/reasoning_store.h"

#include <utility>

#include "aws/sha256.h"

namespace gw::gateway {

namespace {

policy::RecentTexts::Time now() {
  return std::chrono::duration_cast<policy::RecentTexts::Time>(
      std::chrono::steady_clock::now().time_since_epoch());
}

constexpr std::size_t kShards = 16;

}  // namespace

ReasoningStore::ReasoningStore(std::size_t bytes, std::chrono::milliseconds lifetime) {
  for (std::size_t i = 0; i < kShards; ++i)
    shards_.push_back(std::make_unique<Shard>(bytes / kShards, lifetime));
}

void ReasoningStore::put(std::string key, std::string text) {
  auto shared = std::make_shared<const std::string>(std::move(text));
  Shard& own = shard(key);
  const std::scoped_lock lock(own.mutex);
  own.texts.put(std::move(key), std::move(shared), now());
}

policy::RecentTexts::Text ReasoningStore::find(std::string_view key) {
  Shard& own = shard(key);
  const std::scoped_lock lock(own.mutex);
  return own.texts.find(key, now());
}

void CallerReasoning::remember(std::string_view call, std::string blocks) {
  store_.put(key(call), std::move(blocks));
}

std::optional<std::string> CallerReasoning::recall(std::string_view call) const {
  const policy::RecentTexts::Text text = store_.find(key(call));
  return text ? std::optional(*text) : std::nullopt;
}

std::string CallerReasoning::key(std::string_view call) const {
  const aws::Credentials none;
  const aws::Credentials& own = own_ ? *own_ : none;
  aws::Sha256 hash;
  for (const std::string_view part :
       {std::string_view(own.access_key_id), own.api_key.reveal(), fields_.get("authorization"),
        fields_.get("x-api-key"), model_, call}) {
    hash.update(std::to_string(part.size()) + ":");  // so that no two lists look the same
    hash.update(part);
  }
  const aws::Digest digest = hash.finish();
  return std::string(aws::view(digest));
}

}  // namespace gw::gateway
