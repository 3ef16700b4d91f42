// Lists of models as JSON, in one form for all who read them: the members of OpenAI's, OpenRouter's
// and Anthropic's objects have different names, or the same meaning, and clients pass over what
// they do not know. https://platform.openai.com/docs/api-reference/models
// https://openrouter.ai/docs/api-reference/list-available-models
// https://docs.anthropic.com/en/api/models-list
#pragma once

#include <span>
#include <string_view>

#include "base/buffer.h"
#include "json/write.h"
#include "models/entry.h"

namespace gw::models {

void write(const Entry& entry, json::Writer& out);

// A part of a list, as Anthropic's API pages.
struct Page {
  std::span<const Entry> entries;
  bool has_more = false;
};
// The page behind the entry with the id `after`, or before that with the id `before`; empty: from
// the beginning. An id that is not in the list gives an empty page.
Page page_of(std::span<const Entry> entries, std::size_t limit, std::string_view after,
             std::string_view before);

// {"object":"list","data":[…],"has_more":…,"first_id":…,"last_id":…}; with `codex` also "models",
// as Codex reads them (models/codex.h).
void write_list(const Page& page, bool codex, Buffer& out);

}  // namespace gw::models
