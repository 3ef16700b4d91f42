// GET /v1/models and GET /v1/models/{id}: the models that the caller can name, in the region of the
// request. One object for OpenAI's, OpenRouter's and Anthropic's readers (models/write.h); the
// header anthropic-version asks for Anthropic's paging and errors, the query client_version for
// Codex's list besides.
#pragma once

#include <chrono>
#include <vector>

#include "gateway/bedrock/provider.h"
#include "gateway/front/endpoint.h"
#include "gateway/models/directory.h"
#include "models/list.h"

namespace gw::gateway {

class Models final : public Endpoint {
 public:
  // What is referred to outlives this object.
  struct Sources {
    const BedrockProvider& bedrock;
    const BedrockOptions& options;
    const bedrock::Catalogue& catalogue;
    ModelDirectory& directory;
    credentials::Wallet& wallet;
    const upstream::Shared& shared;
    bool simulated = false;  // then models that have ended on Bedrock answer still
  };
  Models(const Sources& sources, std::vector<models::Name> names,
         std::chrono::milliseconds refresh_after)
      : from_(sources), names_(std::move(names)), refresh_after_(refresh_after) {}

  io::Task<void> handle(Context& context) override;

 private:
  io::Task<void> answer_list(Context& context, const models::Place& place,
                             const bedrock::Inventory* inventory) const;
  io::Task<void> answer_one(Context& context, const models::Place& place,
                            const bedrock::Inventory* inventory) const;

  const Sources from_;
  const std::vector<models::Name> names_;
  const std::chrono::milliseconds refresh_after_;
};

}  // namespace gw::gateway
