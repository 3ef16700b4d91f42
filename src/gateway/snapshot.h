// One reading of the configuration and what follows from it: immutable, shared by all workers. A
// new reading makes a new snapshot; requests that run keep theirs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bedrock/catalogue.h"
#include "config/settings.h"
#include "gateway/ambient.h"
#include "gateway/bedrock/provider.h"
#include "gateway/front/front.h"
#include "openai/embeddings/vocabulary.h"

namespace gw::gateway {

struct Snapshot {
  Snapshot(config::Settings all, std::shared_ptr<AmbientCredentials> own, bedrock::Catalogue models,
           BedrockOptions bedrock_options, FrontOptions front_options,
           std::shared_ptr<const openai::Vocabulary> words)
      : settings(std::move(all)),
        ambient(std::move(own)),
        catalogue(std::move(models)),
        bedrock(std::move(bedrock_options)),
        front(std::move(front_options)),
        vocabulary(std::move(words)) {}

  config::Settings settings;
  std::shared_ptr<AmbientCredentials> ambient;  // the thread of those that `bedrock` refers to
  bedrock::Catalogue catalogue;
  BedrockOptions bedrock;
  FrontOptions front;
  std::shared_ptr<const openai::Vocabulary> vocabulary;  // of token numbers; null: none
};

// The file of embeddings.vocabulary; null where `path` is empty. Errors: what is wrong with it.
Result<std::shared_ptr<const openai::Vocabulary>> load_vocabulary(const std::string& path);

// Vectors of different models cannot stand beside each other, nor be compared. Errors: the first
// route whose targets would mix them.
Result<> check_vector_routes(const config::Settings& settings);

// The settings that only a restart can change, as far as they differ; and the settings that are
// wanted with those as they are.
std::vector<std::string> fixed_changes(const config::Settings& running,
                                       const config::Settings& wanted);
config::Settings keep_fixed(const config::Settings& running, config::Settings wanted);

}  // namespace gw::gateway
