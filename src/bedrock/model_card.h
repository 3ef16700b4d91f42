// What lists of models show of a model beside its rules: data (data/models.toml).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gw::bedrock {

// What a model does.
enum class ModelKind : std::uint8_t { chat, embedding, image, rerank, speech, video };

struct ModelCard {
  std::string name;   // for people: "Claude Opus 5.5"; empty: not listed unless Bedrock lists it
  std::string maker;  // "Anthropic"
  ModelKind kind = ModelKind::chat;
  std::int64_t context = 0;            // tokens of a prompt and its answer together; 0: not known
  std::vector<std::string> profiles;   // geographies of its inference profiles, the narrower first
  std::vector<std::string> own_names;  // that its maker gives it elsewhere: "claude-opus-5-5"
};

}  // namespace gw::bedrock
