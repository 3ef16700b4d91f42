// Models as Codex's catalogue has them (`model_catalog_url`): the members without which it refuses
// the whole list, and those that make a difference.
// https://github.com/openai/codex
#pragma once

#include <span>

#include "json/write.h"
#include "models/entry.h"

namespace gw::models {

// The member "models": those that can be offered tools, without which Codex does nothing.
void write_codex(std::span<const Entry> entries, json::Writer& out);

}  // namespace gw::models
