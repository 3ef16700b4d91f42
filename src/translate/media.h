// The media of a client as blocks for Bedrock: their formats, the names of documents, and the
// limits of the model.
#pragma once

#include <expected>
#include <list>
#include <string>
#include <vector>

#include "bedrock/media.h"
#include "bedrock/model_rules.h"
#include "llm/failure.h"
#include "llm/request.h"

namespace gw::translate {

struct MediaDraft {
  std::vector<bedrock::MediaBlock> blocks;  // one for each of the request's media, in order
  std::list<std::string> storage;           // of names and texts; the blocks borrow from it, too
};

// Borrows from `request`. Errors are 400s with the path of the part: nothing is left out silently.
std::expected<MediaDraft, llm::Failure> draft_media(const llm::Request& request,
                                                    const bedrock::ModelRules& rules);

}  // namespace gw::translate
